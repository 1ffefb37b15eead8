package sc.fiji.unet.targets;

import java.awt.Rectangle;

/**
 * Where an annotated plane, or a part of it, is to be found.
 *
 * @param image its name
 * @param plane from 1, of all of the image
 * @param scale pixels of the part per pixel of the image
 * @param top first row of the part, in its own pixels
 */
public record Place(String image, int plane, double scale, int top) {

  /** The part from a row on. */
  Place from(int row) {
    return new Place(image, plane, scale, top + row);
  }

  /** A rectangle of the part in pixels of the image. */
  public Rectangle inImage(Rectangle part) {
    int x = (int) (part.x / scale);
    int y = (int) ((part.y + top) / scale);
    return new Rectangle(
        x, y, (int) Math.round(part.width / scale), (int) Math.round(part.height / scale));
  }
}
