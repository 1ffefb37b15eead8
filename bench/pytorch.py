"""The same network in Python's PyTorch, the yardstick of bench/network.

    python3 bench/pytorch.py predict|train FILTERS SIDE BATCH ROUNDS

prints the seconds of each round, after two that do not count:
    eager       32 bit, channels first, as a script does that sets nothing
    fp32        32 bit, channels last
    bf16        channels last, in autocast to bfloat16
"""

import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


def conv_block(inputs, filters):
    layers = []
    for channels in (inputs, filters):
        layers += [
            nn.Conv2d(channels, filters, 3, padding=1),
            nn.BatchNorm2d(filters, eps=1e-3),
            nn.ReLU(inplace=True),
        ]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    def __init__(self, filters, depth=4):
        super().__init__()
        widths = [filters << level for level in range(depth + 1)]
        self.encoders = nn.ModuleList(
            conv_block(a, b) for a, b in zip([1] + widths, widths[:-1])
        )
        self.bridge = conv_block(widths[-2], widths[-1])
        self.ups = nn.ModuleList(
            nn.ConvTranspose2d(2 * w, w, 2, stride=2) for w in widths[-2::-1]
        )
        self.decoders = nn.ModuleList(conv_block(2 * w, w) for w in widths[-2::-1])
        self.output = nn.Conv2d(filters, 1, 1)

    def forward(self, x):
        skips = []
        for encoder in self.encoders:
            skips.append(encoder(x))
            x = F.max_pool2d(skips[-1], 2)
        x = self.bridge(x)
        for up, decoder in zip(self.ups, self.decoders):
            x = decoder(torch.cat([up(x), skips.pop()], 1))
        return self.output(x)


def loss(logits, target):
    p = torch.sigmoid(logits)
    dice = (2 * (p * target).sum() + 1) / (p.sum() + target.sum() + 1)
    return F.binary_cross_entropy_with_logits(logits, target) + 1 - dice


def step(kind, filters, side, batch, train):
    torch.manual_seed(1)
    layout = torch.contiguous_format if kind == "eager" else torch.channels_last
    network = UNet(filters).train(train).to(memory_format=layout)
    image = torch.randn(batch, 1, side, side).to(memory_format=layout)
    target = (torch.randn(batch, 1, side, side) > 0).float()
    half = torch.autocast("cpu", torch.bfloat16, enabled=kind == "bf16")
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-4)

    def predict():
        with torch.inference_mode(), half:
            return torch.sigmoid(network(image).float())

    def learn():
        optimizer.zero_grad()
        with half:
            logits = network(image)
        value = loss(logits.float(), target)
        value.backward()
        optimizer.step()
        return value.item()

    return learn if train else predict


def main():
    task, filters, side, batch, rounds, *kinds = sys.argv[1:]
    for kind in kinds or ("eager", "fp32", "bf16"):
        run = step(kind, int(filters), int(side), int(batch), task == "train")
        for i in range(2 + int(rounds)):
            start = time.perf_counter()
            run()
            if i >= 2:
                print("python", kind, f"{time.perf_counter() - start:.4f}", flush=True)


main()
