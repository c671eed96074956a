package org.dafusion.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dafusion.engine.OutOfDeviceMemoryException;
import org.junit.jupiter.api.Test;

class TestRowParts {
  private final List<Integer> sizes = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  @Test
  void allRowsGoTogetherWhereTheyFit() {
    assertThat(map(new RowParts(told::add), 5, 5)).containsExactly(0, -1, -2, -3, -4);
    assertThat(sizes).containsExactly(5);
    assertThat(told).isEmpty();
  }

  @Test
  void partsThatDoNotFitAreHalvedAndWhatFitsStays() {
    RowParts parts = new RowParts(told::add);

    assertThat(map(parts, 9, 3)).containsExactly(0, -1, -2, -3, -4, -5, -6, -7, -8);
    assertThat(sizes).containsExactly(9, 5, 3, 3, 3);
    assertThat(told)
        .containsExactly(
            "CUDA out of memory; predictions go on with 5 rows at a time",
            "CUDA out of memory; predictions go on with 3 rows at a time");

    sizes.clear();
    assertThat(map(parts, 4, 3)).containsExactly(0, -1, -2, -3);
    assertThat(sizes).containsExactly(3, 1);
  }

  @Test
  void oneRowThatDoesNotFitIsAnError() {
    assertThatThrownBy(() -> map(new RowParts(told::add), 2, 0))
        .isInstanceOf(OutOfDeviceMemoryException.class)
        .hasMessage("CUDA out of memory");
    assertThat(sizes).containsExactly(2, 1);
  }

  /** Minus the number of each row, by a device with room for so many. */
  private List<Integer> map(RowParts parts, int rows, int room) {
    return parts.map(
        IntStream.range(0, rows).boxed().toList(),
        part -> {
          sizes.add(part.size());
          if (part.size() > room) {
            throw new OutOfDeviceMemoryException("CUDA out of memory", null);
          }
          return part.stream().map(row -> -row).toList();
        });
  }
}
