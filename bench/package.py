"""Opens a model package in Python and compares what it predicts with what it predicted in ImageJ.

    python3 bench/package.py FILE.zip

Needs torch, numpy and yaml.
"""

import io
import sys
import zipfile

import numpy as np
import torch
import yaml

with zipfile.ZipFile(sys.argv[1]) as package:
    description = yaml.safe_load(package.read("bioimageio.yaml"))
    network = torch.jit.load(io.BytesIO(package.read("weights.pt")))
    image = np.load(io.BytesIO(package.read("test_input.npy")))
    expected = np.load(io.BytesIO(package.read("test_output.npy")))

for step in description["inputs"][0]["preprocessing"]:
    if step["id"] == "zero_mean_unit_variance":
        deviation = image.std((2, 3), keepdims=True) + step["kwargs"]["eps"]
        image = (image - image.mean((2, 3), keepdims=True)) / deviation
with torch.inference_mode():
    found = network(torch.from_numpy(image.astype(np.float32))).numpy()
print(description["name"], found.shape, "largest difference", abs(found - expected).max())
