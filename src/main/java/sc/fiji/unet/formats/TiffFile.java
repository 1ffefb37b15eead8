package sc.fiji.unet.formats;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import sc.fiji.unet.model.PixelSize;

/**
 * A TIFF or BigTIFF file: whole slides, OME-TIFF, what ImageJ writes, and others in tiles or
 * strips. Read are whole numbers of 8 to 64 bit, with sign or without, and floating-point numbers
 * of 32 and 64 bit, in one or several samples a pixel (chunky or planar), in either order of bytes,
 * as they are or by LZW, deflate, Zstandard, PackBits (with predictors 2 and 3) or JPEG.
 *
 * <p><b>Values</b> are those stored, of a palette the indices. Where white is 0 (photometric 0),
 * numbers of 8 and 16 bits without sign are turned round, to what ImageJ shows. JPEG's YCbCr
 * becomes red, green and blue; how transparent a colour is, is left out.
 *
 * <p><b>Axes</b> are those of OME-XML or of ImageJ's description; of other files, pages of the
 * first one's size are slices. <b>Resolutions</b> are the pages that these refer to (SubIFDs), or
 * else smaller pages of the same shape that call themselves reduced or, like the first one, are
 * tiled: so labels, thumbnails and overviews of a slide are left out.
 *
 * <p><b>The size of a pixel</b> is that of OME-XML, of ImageJ (nm, µm, mm or Å), of Aperio's MPP,
 * or of the resolution, if that is in centimetres and a pixel is below 20 µm, finer than 1,270 dots
 * an inch: coarser ones, and those in inches, are what printers, screens and cameras write.
 */
public final class TiffFile implements ImageFile {

  /** Pages of a resolution: planes of pages for channels first, then slices, then frames. */
  private record Level(List<TiffPage> planes) {

    private TiffPage first() {
      return planes.get(0);
    }
  }

  private final TiffBytes file;
  private final TiffDescription description;
  private final List<Level> levels;

  private TiffFile(TiffBytes file, TiffDescription description, List<Level> levels) {
    this.file = file;
    this.description = description;
    this.levels = levels;
  }

  /**
   * Opens a file; what it says is checked, and its pixels when they are read.
   *
   * @throws sc.fiji.unet.progress.UserException if it is no TIFF file, is damaged, or is of a kind
   *     that is not supported
   */
  public static TiffFile open(Path path) {
    TiffBytes file = TiffBytes.open(path);
    try {
      return new Pages(file).image();
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** All pages of a file, and what image they are. */
  private static final class Pages {

    private final TiffBytes file;
    private final Set<Long> visited = new HashSet<>();
    private final TiffDirectory first;
    private final List<TiffPage> pages = new ArrayList<>();
    private final List<List<TiffPage>> subPages = new ArrayList<>();

    private Pages(TiffBytes file) {
      this.file = file;
      first = directory(file.firstDirectory());
      for (TiffDirectory directory = first; ; directory = directory(directory.next())) {
        pages.add(new TiffPage(file, directory));
        subPages.add(subPages(directory));
        if (directory.next() == 0) break;
      }
    }

    private TiffDirectory directory(long position) {
      if (!visited.add(position)) throw file.damaged("its pages lead back to one another");
      return new TiffDirectory(file, position);
    }

    private List<TiffPage> subPages(TiffDirectory directory) {
      Optional<TiffDirectory.Field> field = directory.field(TiffDirectory.SUB_DIRECTORIES);
      if (field.isEmpty()) return List.of();
      if (field.get().count() > 64)
        throw file.damaged("a page of it has " + field.get().count() + " resolutions");
      List<TiffPage> pages = new ArrayList<>();
      for (int i = 0; i < field.get().count(); i++)
        pages.add(new TiffPage(file, directory(field.get().number(i))));
      return pages;
    }

    private TiffFile image() {
      String text = first.text(TiffDirectory.DESCRIPTION);
      TiffDescription description = describe(text);
      List<TiffPage> planes =
          description.inOnePage()
              ? TiffPage.oneBehindTheOther(
                  file, first, description.channels() * description.slices() * description.frames())
              : description.pages().stream().map(pages::get).toList();
      for (TiffPage plane : planes)
        if (!plane.check().isLike(planes.get(0)))
          throw file.unsupported("its planes differ in size, in samples or in their type");
      List<Level> levels = new ArrayList<>(List.of(new Level(planes)));
      if (!description.inOnePage()) {
        levels.addAll(subLevels(description.pages()));
        if (levels.size() == 1) levels.addAll(pageLevels(planes));
      }
      return new TiffFile(file, description, List.copyOf(levels));
    }

    private TiffDescription describe(String text) {
      TiffPage page = pages.get(0);
      if (OmeXml.isOne(text))
        return OmeXml.read(file, text, pages.size(), Math.max(1, page.samples()));
      List<Integer> alike =
          IntStream.range(0, pages.size())
              .filter(i -> i == 0 || pages.get(i).isLike(page) && !pages.get(i).isReduced())
              .boxed()
              .toList();
      return text.startsWith("ImageJ=")
          ? TiffDescription.ofImageJ(file, first, text, alike, page.isPlain())
          : TiffDescription.plain(first, text, alike);
    }

    /** Resolutions that each plane's page refers to. */
    private List<Level> subLevels(List<Integer> planes) {
      List<Level> levels = new ArrayList<>();
      for (int level = 0; ; level++) {
        List<TiffPage> coarse = new ArrayList<>();
        for (int plane : planes) {
          List<TiffPage> sub = subPages.get(plane);
          TiffPage fine = level == 0 ? pages.get(plane) : sub.get(level - 1);
          if (level >= sub.size() || !sub.get(level).isCoarserThan(fine)) return levels;
          coarse.add(sub.get(level).check());
        }
        if (coarse.stream().anyMatch(page -> !page.isLike(coarse.get(0)))) return levels;
        levels.add(new Level(coarse));
      }
    }

    /** Resolutions that are pages of their own. */
    private List<Level> pageLevels(List<TiffPage> planes) {
      TiffPage fine = planes.get(0);
      Map<Long, List<TiffPage>> sizes = new TreeMap<>(Comparator.reverseOrder());
      for (TiffPage page : pages)
        if (page.isCoarserThan(fine)
            && page.isTiled() == fine.isTiled()
            && (page.isReduced() || page.isTiled()))
          sizes.computeIfAbsent(page.width(), width -> new ArrayList<>()).add(page);
      List<Level> levels = new ArrayList<>();
      for (List<TiffPage> coarse : sizes.values()) {
        if (coarse.size() != planes.size()
            || coarse.stream().anyMatch(page -> !page.isLike(coarse.get(0)))) continue;
        coarse.forEach(TiffPage::check);
        levels.add(new Level(coarse));
      }
      return levels;
    }
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public int levels() {
    return levels.size();
  }

  @Override
  public long[] size(int level) {
    TiffPage page = levels.get(level).first();
    return new long[] {
      page.width(),
      page.height(),
      (long) description.channels() * page.channels(),
      description.slices(),
      description.frames()
    };
  }

  @Override
  public Optional<PixelSize> pixelSize(int level) {
    return description
        .pixelSize()
        .map(
            size ->
                new PixelSize(
                    size.width()
                        * levels.get(0).first().width()
                        / levels.get(level).first().width(),
                    size.height()
                        * levels.get(0).first().height()
                        / levels.get(level).first().height()));
  }

  @Override
  public double sliceSpacing(int level) {
    double shrunk = (double) levels.get(level).first().width() / levels.get(0).first().width();
    return description.sliceSpacing().stream().map(spacing -> spacing * shrunk).findAny().orElse(1);
  }

  /** {@inheritDoc} Colours are red, green and blue. */
  @Override
  public List<String> channels() {
    if (!description.names().isEmpty()) return description.names();
    boolean coloured = description.channels() == 1 && levels.get(0).first().isColoured();
    return coloured ? List.of("red", "green", "blue") : List.of();
  }

  @Override
  public int[] blockSize(int level) {
    return levels.get(level).first().blockSize();
  }

  @Override
  public void read(int level, long[] min, int[] size, float[] values) {
    Level pages = levels.get(level);
    long[] all = size(level);
    long count = 1;
    for (int d = 0; d < 5; d++) {
      if (min[d] < 0 || size[d] < 1 || min[d] + size[d] > all[d])
        throw new IllegalArgumentException(
            "The region begins at " + min[d] + " and is " + size[d] + " long of " + all[d] + ".");
      count *= size[d];
      if (count > values.length) break;
    }
    if (count != values.length)
      throw new IllegalArgumentException(values.length + " values are not those of the region.");
    int samples = pages.first().channels();
    int area = size[0] * size[1];
    int at = 0;
    for (long t = min[4]; t < min[4] + size[4]; t++)
      for (long z = min[3]; z < min[3] + size[3]; z++)
        for (long c = min[2]; c < min[2] + size[2]; ) {
          int first = (int) (c % samples);
          int several = (int) Math.min(samples - first, min[2] + size[2] - c);
          long plane = c / samples + description.channels() * (z + description.slices() * t);
          pages
              .planes()
              .get((int) plane)
              .read(min[0], min[1], size[0], size[1], first, several, values, at, area);
          at += several * area;
          c += several;
        }
  }

  @Override
  public void close() {
    file.close();
  }
}
