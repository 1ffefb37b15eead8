package sc.fiji.unet.wrong;

import sc.fiji.unet.wrong.commands.Command;

class ImportsCommands {
  Command dependency;
}
