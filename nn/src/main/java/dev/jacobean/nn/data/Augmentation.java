package dev.jacobean.nn.data;

/// How an image is moved at random each time it is picked.
///
/// @param padding zeros put around the normalised image, from which a crop of the old size is cut anywhere
/// @param flip whether left and right are swapped in half of the cases
public record Augmentation(int padding, boolean flip) {
  /// Images as they are.
  public static final Augmentation NONE = new Augmentation(0, false);

  /// What is usual for CIFAR-10: a crop after padding by 4, and flips.
  public static final Augmentation CROP_AND_FLIP = new Augmentation(4, true);

  /// Checks the padding.
  ///
  /// @throws IllegalArgumentException for a negative padding
  public Augmentation {
    if (padding < 0) {
      throw new IllegalArgumentException("augmentation: padding is " + padding + "; must be at least 0");
    }
  }
}
