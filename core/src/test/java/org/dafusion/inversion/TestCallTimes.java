package org.dafusion.inversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.dafusion.diffusion.Network;
import org.junit.jupiter.api.Test;

class TestCallTimes {
  private final List<String> told = new ArrayList<>();
  private final InversionListener listener =
      new InversionListener() {
        @Override
        public void worked(Network network, long nanos) {
          told.add(network + " " + nanos);
        }
      };

  @Test
  void callsSideBySideShareTheTimeThatPassed() {
    CallTimes times = new CallTimes();
    times.add(10, 70);
    times.add(30, 90);

    // 40 of 200
    times.tell(100, listener);
    // and begins anew
    times.add(50, 50);
    times.tell(10, listener);

    assertThat(told).containsExactly("TEXT_ENCODER 20", "UNET 80", "TEXT_ENCODER 5", "UNET 5");
  }

  @Test
  void withoutCallsAllTimeIsTheUnets() {
    new CallTimes().tell(7, listener);

    assertThat(told).containsExactly("TEXT_ENCODER 0", "UNET 7");
  }
}
