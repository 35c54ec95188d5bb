package dev.jacobean.autodiff.array;

/// The index arithmetic that convolution, pooling and their adjoints share: every pair of an image pixel and a window
/// that covers it. Pixels outside the image (padding) are left out.
final class Taps {
  /// What to do with one pair. All three numbers leave out the channels.
  @FunctionalInterface
  interface Visitor {
    /// Takes one pair.
    ///
    /// @param window which window, counted over `[n, oh, ow]`
    /// @param pixel which pixel, counted over `[n, h, w]`
    /// @param place which place of the window the pixel has, counted over `[kh, kw]`
    void visit(int window, int pixel, int place);
  }

  private Taps() {}

  /// Visits windows in row-major order, and the places of each in row-major order.
  static void forEach(Window window, Shape images, Visitor visitor) {
    int rows = images.at(1);
    int columns = images.at(2);
    int outRows = window.outHeight(rows);
    int outColumns = window.outWidth(columns);
    int out = 0;
    for (int n = 0; n < images.at(0); n++) {
      for (int i = 0; i < outRows; i++) {
        for (int j = 0; j < outColumns; j++, out++) {
          int top = i * window.stride() - window.padding();
          int left = j * window.stride() - window.padding();
          for (int r = Math.max(-top, 0); r < Math.min(window.height(), rows - top); r++) {
            for (int c = Math.max(-left, 0); c < Math.min(window.width(), columns - left); c++) {
              visitor.visit(out, (n * rows + top + r) * columns + left + c, r * window.width() + c);
            }
          }
        }
      }
    }
  }
}
