package sc.fiji.unet;

import ij.ImagePlus;
import ij.VirtualStack;
import ij.process.ImageProcessor;
import java.io.IOException;
import sc.fiji.unet.progress.Progress;

/** Resident memory while a virtual stack is segmented: {@code PLANES}, for bench/segment. */
final class StackBenchmark {

  private StackBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    VirtualStack stack = new MosaicStack(Integer.parseInt(arguments[0]));
    try (UNetModel model = Workbench.openModel()) {
      Workbench.segment(model, new ImagePlus("benchmark", stack), Progress.NONE);
    }
  }

  /** Tells after every 50 planes what memory is resident. */
  private static final class MosaicStack extends VirtualStack {

    private final Workbench bench = new Workbench();
    private final int planes;
    private int read;

    MosaicStack(int planes) {
      super(Workbench.SIDE, Workbench.SIDE, null, null);
      this.planes = planes;
      setBitDepth(8);
    }

    @Override
    public ImageProcessor getProcessor(int slice) {
      if (slice > read && slice % 50 == 0) Workbench.printResident(slice + " planes read");
      read = Math.max(read, slice);
      return bench.mosaic(Workbench.SIDE, slice);
    }

    @Override
    public Object getPixels(int slice) {
      return getProcessor(slice).getPixels();
    }

    @Override
    public String getSliceLabel(int slice) {
      return null;
    }

    @Override
    public int getSize() {
      return planes;
    }
  }
}
