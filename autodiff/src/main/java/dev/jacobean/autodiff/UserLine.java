package dev.jacobean.autodiff;

import java.util.Set;

/// Finds the line of the user's program that is running.
final class UserLine {
  private static final StackWalker WALKER =
      StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE));

  private UserLine() {}

  /// The innermost frame outside this library and the JDK, as `Class.method(File.java:line)`.
  static String find() {
    return WALKER.walk(frames -> frames
        .filter(frame -> isUsers(frame.getDeclaringClass()))
        .findFirst()
        .map(StackWalker.StackFrame::toStackTraceElement)
        .map(line -> "%s.%s(%s:%s)".formatted(
            simple(line.getClassName()), line.getMethodName(), line.getFileName(), line.getLineNumber()))
        .orElse("(unknown line)"));
  }

  /// Tests lie in the library's package but come from elsewhere, so a class is known by where it was loaded from.
  private static boolean isUsers(Class<?> declaring) {
    var mine = UserLine.class.getProtectionDomain().getCodeSource();
    var its = declaring.getProtectionDomain().getCodeSource();
    return its != null && !its.equals(mine);
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
