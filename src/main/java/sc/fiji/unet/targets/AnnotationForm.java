package sc.fiji.unet.targets;

/** A form in which annotations come. */
public enum AnnotationForm {
  /** Nothing is marked. */
  EMPTY("nothing is marked"),
  /** Each object has a number of its own; or each class has one. */
  LABELS("label image"),
  /** One number: connected pixels are an object. */
  MASK("mask"),
  /** From 0 to 1, with the edges in between: 0.5 and more is object. */
  SOFT_MASK("mask with soft edges, from 0.5 on object"),
  /** 0 and a high number, and grey in between, as JPEG and resizing leave it: nearest end. */
  GREY_MASK("mask with grey edges, which count as the nearer of both ends");

  private final String words;

  AnnotationForm(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** Whether all objects have one number. */
  public boolean isMask() {
    return this != LABELS;
  }
}
