package org.dafusion.hostile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.dafusion.image.ImageEncoder;

/** Opens all inputs, one after the other, in a process of its own with little memory. */
final class HostileReading {
  private HostileReading() {}

  /**
   * @param arguments a folder that serves the inputs
   */
  public static void main(String[] arguments) throws Exception {
    // what everybody needs once is nobody's time
    HostilePictures.DECODER.decode(ImageEncoder.png(HostilePictures.noise(8, 8)));
    int number = 0;
    for (Supplier<List<HostileInput>> table : HostileInput.tables()) {
      for (HostileInput input : table.get()) {
        Path folder = Files.createDirectory(Path.of(arguments[0], String.valueOf(number)));
        WatchedReading.read(number, () -> input.result(folder));
        number++;
      }
    }
    WatchedReading.tellPeak();
    System.exit(0);
  }
}
