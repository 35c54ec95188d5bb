package dev.jacobean.autodiff.array;

import java.util.ArrayList;
import java.util.List;

/// Neighbouring places of a window along one axis that meet the same taps of a kernel inside the image.
///
/// @param from the first place
/// @param to behind the last place
/// @param tap the first tap that lies inside the image
/// @param taps how many do; none if 0
record Span(int from, int to, int tap, int taps) {
  /// One axis of a correlation: place `o` of the window begins at number `o·step − before` of the image.
  ///
  /// @param size numbers of the image
  /// @param places places of the window
  /// @param extent taps of the kernel
  record Axis(int size, int places, int extent, int step, int before) {
    int start(int place) {
      return place * step - before;
    }

    /// Pairs of a place and a tap that meet inside the image.
    long products() {
      return spans().stream().mapToLong(span -> (long) span.count() * span.taps).sum();
    }

    /// All places, in order.
    List<Span> spans() {
      List<Span> spans = new ArrayList<>();
      for (int place = 0; place < places; place++) {
        int tap = Math.max(0, -start(place));
        int taps = Math.max(0, Math.min(extent, size - start(place)) - tap);
        Span last = spans.isEmpty() ? null : spans.getLast();
        if (last != null && last.taps == taps && (taps == 0 || last.tap == tap)) {
          spans.set(spans.size() - 1, new Span(last.from, place + 1, last.tap, taps));
        } else {
          spans.add(new Span(place, place + 1, taps == 0 ? 0 : tap, taps));
        }
      }
      return spans;
    }
  }

  int count() {
    return to - from;
  }
}
