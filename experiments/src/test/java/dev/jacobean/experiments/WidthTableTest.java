package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WidthTableTest {
  @TempDir Path folder;

  /// Test accuracies of both ways of learning: VGG-11, ResNet-18.
  private static List<TableStudy.Pair> pairs(double[] standard, double[] linearised) {
    List<WidthTable.Row> rows = WidthTable.settings(Preset.PAPER).rows();
    List<TableStudy.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pairs.add(new TableStudy.Pair(rows.get(2 * i).recipe(), run(standard[i % 2]), run(linearised[i % 2])));
    }
    return pairs;
  }

  private static Result run(double test) {
    return Result.empty().with("test", test).with("stability", 100);
  }

  @Test
  void claimsHoldOfThePublishedTableAndFailOfOthers() {
    double[] standard = {89.7, 91.0};
    double[] linearised = {61.7, 56.7};
    assertThat(TableStudy.claims(Preset.PAPER, pairs(standard, linearised))).allMatch(Claim::holds).hasSize(11);
    assertThat(failing(pairs(standard, standard))).contains("vgg11-512-linearised", "vgg11-512-gap", "wider");
    assertThat(failing(pairs(linearised, linearised))).contains("vgg11-512-standard", "resnet18-448-standard");
    assertThat(failing(pairs(standard, new double[] {Double.NaN, 60}))).contains("vgg11-512-linearised", "wider");
  }

  private static List<String> failing(List<TableStudy.Pair> pairs) {
    return TableStudy.claims(Preset.PAPER, pairs).stream().filter(claim -> !claim.holds()).map(Claim::id).toList();
  }

  @Test
  void everyNetworkIsThereBothWays() {
    for (Preset preset : Preset.values()) {
      List<WidthTable.Row> rows = WidthTable.settings(preset).rows();
      for (int i = 0; i < rows.size(); i += 2) {
        assertThat(rows.get(i).pairs(rows.get(i + 1))).as("%s, rows %d and the next", preset, i).isTrue();
        assertThat(rows.get(i).linearised()).isFalse();
      }
    }
  }

  @Test
  void thePapersNetworksAreTrainedOneAfterAnotherByAllThreads() {
    assertThat(new WidthTable().study(new Request(Preset.QUICK, 0, folder)).jobs()).noneMatch(Job::alone);
    assertThat(WidthTable.settings(Preset.PAPER).rows().getFirst().recipe().net().flop(512, 32)).isBetween(19e9, 20e9);
    assertThat(WidthTable.settings(Preset.PAPER).rows().get(2).recipe().net().flop(448, 32)).isBetween(54e9, 55e9);
  }
}
