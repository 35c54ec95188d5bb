package dev.jacobean.autodiff.array.cuda;

import java.util.List;

/// Whether the backend can be used here.
///
/// @param usable   whether it can
/// @param sentence what was found, or what is missing and was looked for
/// @param tried    each place that was looked at in vain, with the reason where there is one
public record Availability(boolean usable, String sentence, List<String> tried) {
  /// Copies the list.
  public Availability {
    tried = List.copyOf(tried);
  }
}
