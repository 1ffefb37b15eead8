package sc.fiji.unet.wrong.attic;

import java.util.List;

class HasNoRoom {
  List<String> dependency;
}
