package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.dafusion.image.DrawnPalette;
import org.dafusion.image.Image;
import org.dafusion.image.ImageEncoder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPascalVoc {
  private static final String TRAIN = "ImageSets/Segmentation/train.txt";

  @TempDir private Path folder;
  private FolderFiles files;

  /** Two objects with void around them; the second is larger. */
  @BeforeEach
  void write() throws IOException {
    files = new FolderFiles(folder.resolve("VOC2012"));
    files.write(TRAIN, "2007_000032\n").write("ImageSets/Segmentation/val.txt", "2007_000033\n");
    picture(
        "2007_000032",
        List.of("fff##", "#####", "#1111", ".....", "....."),
        List.of("111##", "#####", "#2222", ".....", "....."));
    picture("2007_000033", List.of("k#..."), List.of("1#..."));
  }

  @Test
  void theLargestObjectLabelsAnImage() {
    PascalVoc voc = PascalVoc.of(files);

    assertThat(voc.name()).isEqualTo("pascal-voc");
    assertThat(voc.classNames()).hasSize(20).startsWith("airplane", "bicycle");
    assertThat(voc.files())
        .extracting(
            ImageFile::id,
            ImageFile::uri,
            ImageFile::label,
            ImageFile::className,
            ImageFile::part,
            ImageFile::mask)
        .containsExactly(
            tuple(
                "JPEGImages/2007_000032.jpg",
                files.root() + "/JPEGImages/2007_000032.jpg",
                0,
                "airplane",
                Part.TRAIN,
                "palette-index:2:" + files.root() + "/SegmentationObject/2007_000032.png"),
            tuple(
                "JPEGImages/2007_000033.jpg",
                files.root() + "/JPEGImages/2007_000033.jpg",
                19,
                "television",
                Part.VALIDATION,
                "palette-index:1:" + files.root() + "/SegmentationObject/2007_000033.png"));
    assertThat(voc.notes()).isEmpty();
  }

  /** Void has the most pixels of a, and is no object; b has none, and its last object counts. */
  @Test
  void voidIsNoObjectAndNeedNotBeThere() throws IOException {
    files.write(TRAIN, "\nd\n c \na\nb");
    picture("a", List.of("1####", "#####"), List.of("1####", "#####"));
    picture("b", List.of("1ff..", "....."), List.of("122..", "....."));
    // equally large: the lowest number
    picture("c", List.of("fff.1", "....1"), List.of("233.1", "....1"));
    picture("d", List.of("....."), List.of("....#"));

    PascalVoc voc = PascalVoc.of(files);

    assertThat(voc.files(Part.TRAIN))
        .extracting(ImageFile::id, ImageFile::className, image -> image.mask().split(":")[1])
        .containsExactly(
            tuple("JPEGImages/a.jpg", "airplane", "1"),
            tuple("JPEGImages/c.jpg", "airplane", "1"),
            tuple("JPEGImages/b.jpg", "person", "2"));
    assertThat(voc.notes())
        .containsExactly(
            "of the 4 images in ImageSets/Segmentation/train.txt 1 have no object and are left out",
            "of the images in ImageSets/Segmentation/train.txt 1 have no background or no void,"
                + " for which the reference code takes their largest object");
  }

  @Test
  void indicesOneToTwentyAreTheClasses() throws IOException {
    String digits = "123456789abcdefghijk";
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      String name = "p%02d".formatted(i);
      String drawn = digits.substring(i, i + 1);
      picture(name, List.of(drawn + "#."), List.of("3#."));
      list.append(name).append('\n');
    }
    files.write(TRAIN, list.toString());

    List<ImageFile> images = PascalVoc.of(files).files(Part.TRAIN);

    assertThat(images)
        .extracting(ImageFile::label)
        .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    assertThat(images)
        .extracting(ImageFile::className)
        .containsExactly(
            "airplane",
            "bicycle",
            "bird",
            "boat",
            "bottle",
            "bus",
            "car",
            "cat",
            "chair",
            "cow",
            "dining table",
            "dog",
            "horse",
            "motorcycle",
            "person",
            "potted plant",
            "sheep",
            "sofa",
            "train",
            "television");
  }

  /** The folder itself, or one of those around it as the archive unpacks. */
  @Test
  void theFolderMayLieBelow() throws IOException {
    Path devkit = Files.createDirectories(folder.resolve("data/VOCdevkit"));
    Files.move(folder.resolve("VOC2012"), devkit.resolve("VOC2012"));

    for (Path root : List.of(devkit.resolve("VOC2012"), devkit, folder.resolve("data"))) {
      PascalVoc voc = PascalVoc.of(new FolderFiles(root));

      assertThat(voc.name()).isEqualTo("pascal-voc");
      assertThat(voc.files(Part.TRAIN))
          .extracting(ImageFile::id, ImageFile::uri)
          .containsExactly(
              tuple("JPEGImages/2007_000032.jpg", devkit + "/VOC2012/JPEGImages/2007_000032.jpg"));
    }
  }

  @Test
  void absentFilesAreNamed() throws IOException {
    files.write(TRAIN, "2007_000032\n2007_000039\n");
    assertRefused(
        "3 of its files are not there (JPEGImages/2007_000039.jpg,"
            + " SegmentationClass/2007_000039.png, SegmentationObject/2007_000039.png)");

    files.write(TRAIN, "2007_000032\n2007_000033");
    assertThatThrownBy(() -> PascalVoc.of(files))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use the list "
                + files.uri("ImageSets/Segmentation/val.txt")
                + " because 1 of its images were listed before (2007_000033)");

    Files.delete(folder.resolve("VOC2012/ImageSets/Segmentation/val.txt"));
    assertNoList("ImageSets/Segmentation/val.txt");
    Files.delete(folder.resolve("VOC2012").resolve(TRAIN));
    assertNoList(TRAIN);
  }

  @Test
  void picturesThatGiveNoLabelAreNamedWithTheReason() throws IOException {
    files.write(TRAIN, "a\nb\nc\nd\ne\n");
    picture("a", List.of("#11.."), List.of("111.."));
    picture("b", List.of("l#..."), List.of("1#..."));
    picture("c", List.of(".1..."), List.of("11..."));
    picture("d", List.of("1.."), List.of("1...", "...."));
    picture("e", List.of("1#..."), List.of("1#..."));
    files.write("SegmentationObject/e.png", ImageEncoder.png(new Image(5, 1, new byte[15])));

    assertRefused(
        "5 of its images cannot be labelled"
            + " (SegmentationClass/a.png has void (255) at the first pixel of the object 1, the"
            + " largest in SegmentationObject/a.png: must be a class, 1 to 20,"
            + " SegmentationClass/b.png has 21 at the first pixel of the object 1, the largest in"
            + " SegmentationObject/b.png: must be a class, 1 to 20,"
            + " SegmentationClass/c.png has background (0) at the first pixel of the object 1, the"
            + " largest in SegmentationObject/c.png: must be a class, 1 to 20,"
            + " SegmentationObject/d.png has 4 x 2 pixels, and SegmentationClass/d.png 3 x 1,"
            + " SegmentationObject/e.png: Cannot decode image because its samples are colours, and"
            + " indices were expected: it must be a PNG with a palette, found a PNG without)");
  }

  private void picture(String name, List<String> classes, List<String> objects) throws IOException {
    files
        .write("JPEGImages/" + name + ".jpg", "")
        .write(
            "SegmentationClass/" + name + ".png", DrawnPalette.png(classes.toArray(String[]::new)))
        .write(
            "SegmentationObject/" + name + ".png",
            DrawnPalette.png(objects.toArray(String[]::new)));
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> PascalVoc.of(files))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage("Cannot use the list " + files.uri(TRAIN) + " because " + reason);
  }

  private void assertNoList(String list) {
    assertThatThrownBy(() -> PascalVoc.of(files))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use the dataset "
                + files.root()
                + " because there is no "
                + list
                + ": PASCAL VOC 2012 is a folder with ImageSets/Segmentation, JPEGImages,"
                + " SegmentationClass and SegmentationObject, or VOC2012 or VOCdevkit/VOC2012 with"
                + " these");
  }
}
