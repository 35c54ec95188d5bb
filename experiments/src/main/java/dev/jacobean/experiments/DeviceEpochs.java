package dev.jacobean.experiments;

import dev.jacobean.autodiff.array.Backends;
import dev.jacobean.autodiff.array.DType;
import dev.jacobean.nn.data.DataFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// How long Figure 3(a) takes at one scale: some epochs of its training at α = 1 in F32, timed one by one. Training goes
/// on where an earlier call stopped, so that a machine that is lent for minutes sees all of it in the end.
///
/// @param job    what is trained
/// @param images what it learns from
/// @param place  where it is saved
record DeviceEpochs(ImageTraining job, Pictures.Loaded images, Path place) {
  private static final int FEW = 64;

  /// VGG-11 on all images, as preset paper trains it; or, `small`, a network of a moment on a few images.
  ///
  /// @param noise learn from noise instead of published images, or of those that ship; it takes as long
  /// @throws Refusal if the images are not there
  static DeviceEpochs of(boolean small, boolean noise, Optional<Path> data, Path place) {
    Preset shortest = noise ? Preset.MEDIUM : Preset.QUICK; // noise is of the published size
    AlphaSweep.Settings settings = AlphaSweep.settings(small ? shortest : Preset.PAPER);
    Recipe recipe = small ? settings.recipe().shortened(new Pictures(!noise, FEW, FEW, noise), 5) : settings.recipe();
    DataFolder folder = DataFolder.find(data);
    if (!noise) {
      recipe.pictures().require(folder);
    }
    Pictures.Loaded images = noise ? recipe.pictures().noise(Backends.f32())
        : recipe.pictures().load(folder, Backends.f32());
    ImageTraining job = new ImageTraining(0, recipe, 1, DType.F32, settings.looked(), false, folder);
    return new DeviceEpochs(job, images, place.resolve(noise ? "noise" : "images"));
  }

  /// Trains on for `count` epochs, or to the end, and says how long each took and all would take.
  void run(int count, Consumer<String> say) {
    int all = job.recipe().epochs();
    List<Double> seconds = new ArrayList<>();
    say.accept("fig3a at α = 1, F32: %d epochs of %d steps".formatted(all, job.recipe().stepsPerEpoch()));
    job.someEpochs(count, images, place, (epoch, time) -> {
      seconds.add(time);
      say.accept(String.format(Locale.ROOT, "epoch %d of %d: %.2f s", epoch, all, time));
    });
    if (seconds.isEmpty()) {
      say.accept("all %d epochs are done already; another folder begins anew".formatted(all));
      return;
    }
    // The first epoch of a process compiles, and is left out where there is another.
    List<Double> warm = new ArrayList<>(seconds.size() == 1 ? seconds : seconds.subList(1, seconds.size()));
    Collections.sort(warm);
    double median = warm.get(warm.size() / 2);
    say.accept(String.format(Locale.ROOT,
        "projected from the median of %d epochs, %.2f s: %d epochs take %s, and what is looked at in the end besides",
        warm.size(), median, all, Console.duration(all * median)));
  }
}
