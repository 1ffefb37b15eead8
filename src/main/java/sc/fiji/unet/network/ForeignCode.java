package sc.fiji.unet.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program of a network of others, in TorchScript: Python's grammar, in which each operator of
 * PyTorch has its name. It may call those that networks need, and what it defines itself.
 */
final class ForeignCode {

  private static final Set<String> OPERATORS = read("operators.txt");
  private static final Set<String> OTHERS = read("other-operators.txt");

  // PyTorch reads what is nested by recursion, in a stack that ends somewhere.
  private static final int DEEPEST = 100;
  private static final int LONGEST = 2000; // operators and brackets in a statement

  private static final String NAME = "[A-Za-z_]\\w*";

  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:\\\\.|[^\"\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\n])*+'|"
              + NAME
              + "|[0-9]+\\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\n *|[^\\S\n]++|.",
          Pattern.UNIX_LINES);

  private static final Pattern OWN_NAME =
      Pattern.compile("(?:^|\n)\\s*(?:def (" + NAME + ")\\(|(" + NAME + ") : )");

  private final Set<String> own = new HashSet<>();

  /**
   * @param files of the program, each as text
   * @throws IOException if it calls what it may not; the message says what
   */
  static void check(List<String> files) throws IOException {
    ForeignCode code = new ForeignCode();
    for (String file : files)
      for (Matcher name = OWN_NAME.matcher(file); name.find(); )
        code.own.add(name.group(1) == null ? name.group(2) : name.group(1));
    for (String file : files) code.check(file);
  }

  private void check(String text) throws IOException {
    if (text.contains("\"\"\"") || text.contains("'''")) throw unreadable("a text of many lines");
    int depth = 0;
    int length = 0;
    int getattr = Integer.MAX_VALUE; // depth inside its outermost brackets
    String before = "";
    Matcher tokens = TOKEN.matcher(text);
    while (tokens.find()) {
      String token = tokens.group();
      char first = token.charAt(0);
      if (first == '\n') {
        if (token.length() > 2 * DEEPEST) throw tooDeep();
        if (depth == 0) length = 0;
        continue;
      }
      if (first == '#' || first == '\\' || first > '~') throw unreadable("'" + token + "'");
      if (Character.isWhitespace(first)) continue;
      if (first == '"' || first == '\'') {
        if (token.length() == 1) throw unreadable("a text without an end");
        if (depth >= getattr) requireOwn(token.substring(1, token.length() - 1));
        if (before.startsWith("\"") || before.startsWith("'")) throw unreadable("two texts as one");
      } else if (Character.isLetterOrDigit(first) || first == '_') {
        int end = nameEnds(token, before.equals("."), text, tokens.end());
        if (token.equals("getattr")) getattr = Math.min(getattr, depth + 1);
        tokens.region(end, text.length());
      } else {
        if (first != ',') length++;
        if ("([{".contains(token)) depth++;
        if (")]}".contains(token)) depth--;
        if (depth < getattr && !token.equals("(")) getattr = Integer.MAX_VALUE;
        if (depth > DEEPEST || length > LONGEST) throw tooDeep();
      }
      before = token;
    }
  }

  /** Where the whole of a name ends that may be used. */
  private int nameEnds(String name, boolean attribute, String text, int end) throws IOException {
    if (attribute) {
      requireOwn(name);
      return end;
    }
    switch (name) {
      case "torch" -> {
        return requireOperator("torch", following(text, end, "\\." + NAME), end);
      }
      case "ops" -> {
        return requireOperator("ops", following(text, end, "\\." + NAME + "\\." + NAME), end);
      }
      case "__torch__" -> {
        String path = following(text, end, "(?:\\." + NAME + ")++");
        // Alone they would be a way to classes of PyTorch's own.
        if (path.equals(".torch") || path.startsWith(".torch.classes"))
          throw forbidden(name + path);
        return end + path.length();
      }
      case "getattr" -> following(text, end, "\\(");
      default -> {}
    }
    return end;
  }

  private static String following(String text, int from, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(text).region(from, text.length());
    if (matcher.lookingAt()) return matcher.group();
    throw unreadable("the name of something else than an operator");
  }

  /**
   * @param path ".NAME", or ".NAMESPACE.NAME" of another namespace
   * @return where it ends
   */
  private static int requireOperator(String root, String path, int from) throws IOException {
    boolean network = root.equals("torch") || path.startsWith(".prim.");
    if (!network || !isAllowed(path.substring(1))) throw forbidden(root + path);
    return from + path.length();
  }

  private static boolean isAllowed(String operator) {
    return OPERATORS.contains(operator)
        || operator.endsWith("_")
            && OPERATORS.contains(operator.substring(0, operator.length() - 1));
  }

  /** A method or attribute, or an operator that is called like one. */
  private void requireOwn(String name) throws IOException {
    boolean numbered = name.matches("c?[0-9]+"); // module of a list, or one of the CONSTANTS
    if (isAllowed(name) || numbered || own.contains(name) && !OTHERS.contains(name)) return;
    throw forbidden(name);
  }

  private static IOException forbidden(String name) {
    return new IOException(
        "its program calls '" + name + "', which no network for images needs, so it is not run.");
  }

  private static IOException tooDeep() {
    return new IOException("its program is nested deeper than that of any network.");
  }

  private static IOException unreadable(String what) {
    return new IOException("its program holds " + what + ", which PyTorch does not write.");
  }

  private static Set<String> read(String list) {
    try (InputStream in = ForeignCode.class.getResourceAsStream(list);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Stream.of(line.split(" ")))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it lies in the jar
    }
  }
}
