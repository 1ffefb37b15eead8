package sc.fiji.unet.labels;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.FoundObjects;

/**
 * Gives an object the label that it had in the label image before: that of the object which it
 * shares most pixels with, if this one shares most with it, too. Of an object that divides the
 * larger part keeps the label; what begins gets a new one. Of several that share as much the one
 * with the lowest label counts.
 *
 * <pre>{@code
 * Linking linking = new Linking();
 * int last = 0;
 * for (Frame frame : frames) {
 *   linking.next(frame.labels(), frame.objects(), last);
 *   last = Math.max(last, linking.objects().lastLabel());
 * }
 * }</pre>
 */
public final class Linking {

  private RandomAccessibleInterval<IntType> labels;
  private FoundObjects objects;

  /** An object of the image before and one of this share pixels. */
  private record Contact(int before, int now) {}

  /** An object of the other image, and how many pixels it shares. */
  private record Share(int label, long pixels) {

    Share larger(Share other) {
      boolean first = pixels > other.pixels || pixels == other.pixels && label < other.label;
      return first ? this : other;
    }
  }

  /**
   * Takes the next image.
   *
   * @param found label image, of the same size as the one before
   * @param foundObjects those in it
   * @param lastLabel new labels follow it
   */
  public void next(
      RandomAccessibleInterval<IntType> found, FoundObjects foundObjects, int lastLabel) {
    int[] old = foundObjects.labels();
    Map<Integer, Integer> before = labels == null ? Map.of() : partners(labels, found);
    int[] linked = new int[old.length];
    int last = lastLabel;
    for (int i = 0; i < old.length; i++) {
      Integer partner = before.get(old[i]);
      linked[i] = partner == null ? ++last : partner;
    }
    labels =
        Converters.convert(
            found,
            (in, out) -> out.set(in.get() == 0 ? 0 : linked[Arrays.binarySearch(old, in.get())]),
            new IntType());
    objects = foundObjects.withLabels(linked);
  }

  /** Of each object that goes on, the label that it had. */
  private static Map<Integer, Integer> partners(
      RandomAccessibleInterval<IntType> before, RandomAccessibleInterval<IntType> now) {
    Map<Contact, Long> contacts = contacts(before, now);
    Map<Integer, Share> ofBefore = new HashMap<>();
    Map<Integer, Share> ofNow = new HashMap<>();
    contacts.forEach(
        (contact, pixels) -> {
          ofBefore.merge(contact.before(), new Share(contact.now(), pixels), Share::larger);
          ofNow.merge(contact.now(), new Share(contact.before(), pixels), Share::larger);
        });
    Map<Integer, Integer> partners = new HashMap<>();
    ofNow.forEach(
        (label, share) -> {
          if (ofBefore.get(share.label()).label() == label) partners.put(label, share.label());
        });
    return partners;
  }

  private static Map<Contact, Long> contacts(
      RandomAccessibleInterval<IntType> before, RandomAccessibleInterval<IntType> now) {
    Map<Contact, Long> contacts = new HashMap<>();
    Cursor<IntType> other = Views.flatIterable(before).cursor();
    Contact present = new Contact(0, 0);
    long run = 0; // a map for each pixel would be slow
    for (IntType pixel : Views.flatIterable(now)) {
      int label = other.next().get();
      if (label != present.before() || pixel.get() != present.now()) {
        contacts.merge(present, run, Long::sum);
        present = new Contact(label, pixel.get());
        run = 0;
      }
      run++;
    }
    contacts.merge(present, run, Long::sum);
    contacts.keySet().removeIf(contact -> contact.before() == 0 || contact.now() == 0);
    return contacts;
  }

  /** The image that was taken last, with its new labels; only to be read. */
  public RandomAccessibleInterval<IntType> labels() {
    return labels;
  }

  /** What the network says of its objects. */
  public FoundObjects objects() {
    return objects;
  }
}
