package dev.jacobean.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CourseTest {
  private static Course squares(int count) {
    Course course = new Course("place", "square");
    for (int i = 0; i < count; i++) {
      course.note(i, i * i);
    }
    return course;
  }

  @Test
  void theFirstAndTheLastPlaceAreKeptAndTheOthersEvenlySpread() {
    Result thinned = squares(101).thinned(5, Result.empty().with("other", 7));
    assertThat(thinned.series("place")).containsExactly(0, 25, 50, 75, 100);
    assertThat(thinned.series("square")).containsExactly(0, 625, 2500, 5625, 10_000);
    assertThat(thinned.value("other")).isEqualTo(7);
  }

  @Test
  void whatIsShortIsKeptWhole() {
    assertThat(squares(3).thinned(100, Result.empty()).series("place")).containsExactly(0, 1, 2);
    assertThat(squares(3).column(1)).containsExactly(0, 1, 4);
  }
}
