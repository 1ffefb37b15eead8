package sc.fiji.unet.commands;

import ij.IJ;
import ij.Macro;
import ij.gui.HTMLDialog;
import ij.macro.Interpreter;
import java.awt.GraphicsEnvironment;
import java.util.ArrayList;
import java.util.List;

/** What a command tells: in the Log, and, unless a macro asked, in a window that can be copied. */
final class Report {

  /** ImageJ breaks lines of HTML at the width of the window, which a table gives it. */
  private static final int WIDTH = 640;

  private final String title;
  private final List<String> log = new ArrayList<>();
  private final StringBuilder rows = new StringBuilder();

  Report(String title) {
    this.title = title;
  }

  /** A fact. */
  void add(String about, String text) {
    add("", about, text);
  }

  /** Something that was looked at, and is good or not. */
  void add(boolean good, String about, String text) {
    add(
        good
            ? "<font color=green>\u2713</font>&nbsp;"
            : "<font color=red><b>\u2717</b></font>&nbsp;",
        (good ? "" : "TO DO: ") + about,
        text);
  }

  private void add(String mark, String about, String text) {
    log.add(about + ": " + text);
    rows.append("<tr><td valign=top nowrap>" + mark + "<b>" + html(about) + "</b>&nbsp;&nbsp;</td>")
        .append("<td valign=top>" + html(text) + "</td></tr>");
  }

  private static String html(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The window's content. */
  String html() {
    return "<html><table width=" + WIDTH + " cellpadding=3>" + rows + "</table></html>";
  }

  void show() {
    log.forEach(IJ::log);
    if (isForAPerson()) new HTMLDialog(title, html(), false);
  }

  /** Whether somebody sits in front of the screen and waits for this. */
  static boolean isForAPerson() {
    return !GraphicsEnvironment.isHeadless()
        && Macro.getOptions() == null
        && Interpreter.getInstance() == null;
  }
}
