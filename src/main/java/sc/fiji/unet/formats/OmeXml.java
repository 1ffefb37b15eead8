package sc.fiji.unet.formats;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import sc.fiji.unet.model.LengthUnit;
import sc.fiji.unet.model.PixelSize;

/** What an OME-TIFF file says of itself (OME model 2016-06, of its first image). */
final class OmeXml {

  private static final String NAMESPACE = "http://www.openmicroscopy.org/Schemas/OME/2016-06";

  private static final Pattern START = Pattern.compile("<(\\w+:)?OME[\\s>]");

  private final TiffBytes file;
  private final int pages;
  private final int samples;
  private final List<String> names = new ArrayList<>();
  private final Set<String> files = new HashSet<>();
  private String order = "";
  private int channels;
  private int slices;
  private int frames;
  private int[] planes;
  private Optional<PixelSize> pixelSize = Optional.empty();
  private double sliceSpacing;

  private OmeXml(TiffBytes file, int pages, int samples) {
    this.file = file;
    this.pages = pages;
    this.samples = samples;
  }

  /** Whether a description is one. */
  static boolean isOne(String text) {
    return text.startsWith("<") && START.matcher(text).find();
  }

  /**
   * @param pages of the file
   * @param samples of a pixel of a page
   * @throws sc.fiji.unet.progress.UserException if it is damaged, or one file of several
   */
  static TiffDescription read(TiffBytes file, String text, int pages, int samples) {
    OmeXml xml = new OmeXml(file, pages, samples);
    // The JDK's own: others may not know how to leave what lies outside of the text alone.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
      try {
        xml.read(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      throw xml.wrong("it is no XML");
    }
    return xml.description();
  }

  private void read(XMLStreamReader reader) throws XMLStreamException {
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamReader.END_ELEMENT && reader.getLocalName().equals("Pixels")) return;
      if (event != XMLStreamReader.START_ELEMENT) continue;
      switch (reader.getLocalName()) {
        case "BinaryOnly" -> throw several();
        case "Pixels" -> pixels(reader);
        case "Channel" ->
            Optional.ofNullable(reader.getAttributeValue(null, "Name")).ifPresent(names::add);
        case "TiffData" -> planes(reader);
        case "UUID" -> {
          files.add(reader.getElementText().strip());
          if (files.size() > 1) throw several();
        }
        default -> {}
      }
    }
  }

  private void pixels(XMLStreamReader reader) {
    order = String.valueOf(reader.getAttributeValue(null, "DimensionOrder"));
    if (!Set.of("XYCZT", "XYCTZ", "XYZCT", "XYZTC", "XYTCZ", "XYTZC").contains(order))
      throw wrong("the order of its axes is " + order);
    int all = number(reader, "SizeC", 1);
    channels = all / samples;
    slices = number(reader, "SizeZ", 1);
    frames = number(reader, "SizeT", 1);
    double count = (double) channels * slices * frames;
    if (channels * samples != all || count < 1 || count > pages)
      throw wrong(
          String.format(
              Locale.ROOT,
              "%d channels, %d slices and %d frames do not fit in %d pages of %d channels",
              all,
              slices,
              frames,
              pages,
              samples));
    planes = new int[channels * slices * frames];
    Arrays.fill(planes, -1);
    double width = length(reader, "X");
    pixelSize = TiffDescription.pixel(width, length(reader, "Y"));
    sliceSpacing = length(reader, "Z") / width;
  }

  private static double length(XMLStreamReader reader, String axis) {
    String length = reader.getAttributeValue(null, "PhysicalSize" + axis);
    String unit = reader.getAttributeValue(null, "PhysicalSize" + axis + "Unit");
    try {
      double number = length == null ? Double.NaN : Double.parseDouble(length);
      return number * (unit == null ? 1 : LengthUnit.micrometers(unit));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private int number(XMLStreamReader reader, String attribute, int otherwise) {
    String text = reader.getAttributeValue(null, attribute);
    try {
      int number = text == null ? otherwise : Integer.parseInt(text.strip());
      if (number >= 0) return number;
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(attribute + " is " + text);
  }

  /** Which pages are which planes. */
  private void planes(XMLStreamReader reader) {
    if (planes == null) throw wrong("planes stand outside of an image");
    boolean all = reader.getAttributeValue(null, "IFD") == null;
    int page = number(reader, "IFD", 0);
    int count = number(reader, "PlaneCount", all ? pages : 1);
    int c = number(reader, "FirstC", 0) / samples;
    int z = number(reader, "FirstZ", 0);
    int t = number(reader, "FirstT", 0);
    if (c >= channels || z >= slices || t >= frames) throw wrong("a plane lies outside of it");
    int[] sizes = new int[3];
    int[] place = new int[3];
    for (int i = 0; i < 3; i++) {
      char axis = order.charAt(2 + i);
      sizes[i] = axis == 'C' ? channels : axis == 'Z' ? slices : frames;
      place[i] = axis == 'C' ? c : axis == 'Z' ? z : t;
    }
    for (int i = 0; i < count && place[2] < sizes[2] && page + i < pages; i++) {
      int[] czt = new int[3];
      for (int k = 0; k < 3; k++) czt["CZT".indexOf(order.charAt(2 + k))] = place[k];
      planes[czt[0] + channels * (czt[1] + slices * czt[2])] = page + i;
      for (int k = 0; k < 3 && ++place[k] == sizes[k] && k < 2; k++) place[k] = 0;
    }
  }

  private TiffDescription description() {
    if (planes == null) throw wrong("there is no image in it");
    int missing = (int) Arrays.stream(planes).filter(page -> page < 0).count();
    if (missing > 0) throw wrong(missing + " of " + planes.length + " planes are not in the file");
    return new TiffDescription(
        channels,
        slices,
        frames,
        Arrays.stream(planes).boxed().toList(),
        false,
        pixelSize,
        TiffDescription.spacing(sliceSpacing),
        names.size() == channels && samples == 1 ? List.copyOf(names) : List.of());
  }

  private RuntimeException several() {
    return file.unsupported(
        "it is one of several files of an image; save the image as one OME-TIFF");
  }

  private RuntimeException wrong(String what) {
    return file.damaged("its OME-XML cannot be used (" + what + ")");
  }

  /**
   * Describes an image whose planes are pages in the order of channels, slices and frames.
   *
   * @param size five numbers in ImageJ's order
   * @param sliceSpacing in widths of a pixel
   * @param channels names; empty if they have none
   */
  static String write(
      String name,
      long[] size,
      PixelType type,
      Optional<PixelSize> pixelSize,
      double sliceSpacing,
      List<String> channels) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("OME");
      xml.writeDefaultNamespace(NAMESPACE);
      start(xml, "Image", "ID", "Image:0", "Name", name);
      start(xml, "Pixels", "ID", "Pixels:0", "DimensionOrder", "XYCZT");
      xml.writeAttribute("Type", type == PixelType.FLOAT32 ? "float" : type.word());
      for (int d = 0; d < 5; d++)
        xml.writeAttribute("Size" + "XYCZT".charAt(d), Long.toString(size[d]));
      if (pixelSize.isPresent()) {
        double width = pixelSize.get().width();
        xml.writeAttribute("PhysicalSizeX", Double.toString(width));
        xml.writeAttribute("PhysicalSizeY", Double.toString(pixelSize.get().height()));
        if (size[3] > 1) xml.writeAttribute("PhysicalSizeZ", Double.toString(width * sliceSpacing));
      }
      List<String> names = channels.isEmpty() ? Collections.nCopies((int) size[2], "") : channels;
      for (int c = 0; c < size[2]; c++) {
        start(xml, "Channel", "ID", "Channel:0:" + c, "SamplesPerPixel", "1");
        if (!names.get(c).isEmpty()) xml.writeAttribute("Name", names.get(c));
        xml.writeEndElement();
      }
      start(xml, "TiffData", "IFD", "0", "PlaneCount", Long.toString(size[2] * size[3] * size[4]));
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  private static void start(XMLStreamWriter xml, String element, String... attributes)
      throws XMLStreamException {
    xml.writeStartElement(element);
    for (int i = 0; i < attributes.length; i += 2)
      xml.writeAttribute(attributes[i], attributes[i + 1]);
  }
}
