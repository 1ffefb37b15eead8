package sc.fiji.unet.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Passes fields on, and notes those that are not as they are by default, as a macro has them: what
 * results depend on, in a few words.
 */
final class NotedFields implements Fields {

  private final Fields fields;
  private final List<String> noted = new ArrayList<>();

  NotedFields(Fields fields) {
    this.fields = fields;
  }

  /** "threshold=0.4 fill". */
  String words() {
    return String.join(" ", noted);
  }

  private <T> T note(String label, T value, T byDefault) {
    if (!value.equals(byDefault)) {
      String text = value.toString();
      noted.add(
          Fields.key(label) + "=" + (text.matches("[^\\s\\[\\]']+") ? text : "[" + text + "]"));
    }
    return value;
  }

  @Override
  public boolean areShown() {
    return fields.areShown();
  }

  @Override
  public String text(String label, String byDefault) {
    return note(label, fields.text(label, byDefault), byDefault);
  }

  @Override
  public String source(String label, String byDefault, List<String> names) {
    return note(label, fields.source(label, byDefault, names), byDefault);
  }

  @Override
  public String model(String label, String byDefault) {
    return note(label, fields.model(label, byDefault), byDefault);
  }

  @Override
  public String folder(String label) {
    return note(label, fields.folder(label), "");
  }

  @Override
  public double number(String label, double byDefault, double min, double max) {
    return note(label, fields.number(label, byDefault, min, max), byDefault);
  }

  @Override
  public OptionalDouble numberOrNone(String label, double min, double max) {
    OptionalDouble number = fields.numberOrNone(label, min, max);
    if (number.isPresent()) note(label, number.getAsDouble(), Double.NaN);
    return number;
  }

  @Override
  public int integer(String label, int byDefault, int min, int max) {
    return note(label, fields.integer(label, byDefault, min, max), byDefault);
  }

  @Override
  public String choice(String label, String... allowed) {
    return note(label, fields.choice(label, allowed), allowed[0]);
  }

  @Override
  public boolean check(String label, boolean byDefault) {
    boolean checked = fields.check(label, byDefault);
    if (checked) noted.add(Fields.key(label));
    return checked;
  }

  /** Not noted: the results are the same. */
  @Override
  public boolean hasKey(String key) {
    return fields.hasKey(key);
  }

  @Override
  public void more(String label) {
    fields.more(label);
  }

  @Override
  public void page(String title) {
    fields.page(title);
  }
}
