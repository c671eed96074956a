package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCocoDataset {
  private static final String CATEGORIES =
      "{\"supercategory\":\"person\",\"id\":1,\"name\":\"person\"},{\"id\":13,\"name\":\"stop"
          + " sign\"},{\"id\":90,\"name\":\"toothbrush\"}";
  private static final String PLAIN = "annotations/instances_train2017.json";

  @TempDir private Path folder;
  private FolderFiles files;

  @BeforeEach
  void writeValidation() throws IOException {
    files = new FolderFiles(folder.resolve("coco"));
    files
        .write(
            "annotations/instances_val2017.json",
            json(image(5), annotation(1, 5, 13, "9", "[[1,1,4,1,4,4]]"), CATEGORIES))
        .write("val2017/000000000005.jpg", "");
  }

  @Test
  void theLargestAnnotationLabelsAnImage() throws IOException {
    train(
        image(391895) + "," + image(9) + "," + image(25) + "," + image(30),
        String.join(
            ",",
            annotation(7, 9, 1, "80.5", "[[1,1,4,1,4,4]]"),
            annotation(8, 9, 90, "80.75", "[[1.5,2,3,2.25,3,4],[0,0,1,0,1,1]]"),
            annotation(9, 391895, 13, "12", "[[1,1,4,1,4,4]]"),
            // equally large: the first stays
            annotation(10, 391895, 1, "12", "[[2,2,4,1,4,4]]"),
            // a crowd, larger than the objects in it
            annotation(11, 30, 1, "3", "[[2,2,4,1,4,4]]"),
            "{\"segmentation\":{\"counts\":[10,4,466],\"size\":[20,24]},\"area\":4.5,\"iscrowd\":1,"
                + "\"image_id\":30,\"bbox\":[0,0,4,4],\"category_id\":90,\"id\":900100}"));
    files.write("train2017/000000000010.jpg", "");

    CocoDataset coco = CocoDataset.of(files);

    assertThat(coco.name()).isEqualTo("coco");
    assertThat(coco.files(Part.TRAIN))
        .extracting(ImageFile::id, ImageFile::label, ImageFile::className, ImageFile::mask)
        .containsExactly(
            tuple(
                "train2017/000000391895.jpg", 11, "stop sign", "coco-polygons:h20,w24:1,1,4,1,4,4"),
            tuple(
                "train2017/000000000009.jpg",
                79,
                "toothbrush",
                "coco-polygons:h20,w24:1.5,2,3,2.25,3,4;0,0,1,0,1,1"),
            tuple("train2017/000000000030.jpg", 79, "toothbrush", "coco-counts:h20,w24:10,4,466"));
    assertThat(coco.files(Part.VALIDATION))
        .extracting(ImageFile::id, ImageFile::label, ImageFile::part, ImageFile::uri)
        .containsExactly(
            tuple(
                "val2017/000000000005.jpg",
                11,
                Part.VALIDATION,
                files.root() + "/val2017/000000000005.jpg"));
    assertThat(coco.files(Part.TEST)).isEmpty();
    assertThat(coco.notes())
        .containsExactly(
            "of the 4 images in train2017 1 have no annotation and are left out",
            "of the files in train2017 1 are not in annotations/instances_train2017.json and are"
                + " left out (train2017/000000000010.jpg)",
            "of the 80 classes 78 have no image in train2017, where they are never the largest"
                + " (person, bicycle, car, motorcycle, airplane and 73 more)",
            "of the 80 classes 79 have no image in val2017, where they are never the largest"
                + " (person, bicycle, car, motorcycle, airplane and 74 more)");
  }

  /** Ids and names as the annotations of 2017 have them; ten numbers up to 90 are not used. */
  @Test
  void sparseIdsGiveLabelsWithoutGaps() throws IOException {
    long[] ids = {1, 11, 13, 25, 27, 28, 31, 44, 46, 65, 67, 70, 72, 82, 84, 90};
    String[] names = {
      "person", "fire hydrant", "stop sign", "giraffe", "backpack", "umbrella", "handbag", "bottle",
      "wine glass", "bed", "dining table", "toilet", "tv", "refrigerator", "book", "toothbrush"
    };
    int[] labels = {0, 10, 11, 23, 24, 25, 26, 39, 40, 59, 60, 61, 62, 72, 73, 79};
    List<String> categories = new ArrayList<>();
    List<String> images = new ArrayList<>();
    List<String> annotations = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      categories.add("{\"id\":%d,\"name\":\"%s\"}".formatted(ids[i], names[i]));
      images.add(image(i));
      annotations.add(annotation(i, i, ids[i], "1", "[[1,1,4,1,4,4]]"));
      files.write("val2017/%012d.jpg".formatted(i), "");
    }
    String listed = String.join(",", categories);
    files.write(
        "annotations/instances_val2017.json",
        json(String.join(",", images), String.join(",", annotations), listed));
    files.write(PLAIN, json("", "", listed));

    CocoDataset coco = CocoDataset.of(files);

    assertThat(coco.classNames()).hasSize(80);
    assertThat(coco.files(Part.VALIDATION))
        .extracting(ImageFile::label)
        .containsExactlyElementsOf(IntStream.of(labels).boxed().toList());
    assertThat(coco.files(Part.VALIDATION)).extracting(ImageFile::className).containsExactly(names);
  }

  @Test
  void sectionsComeInAnyOrderAndOthersAreLeftOut() throws IOException {
    files.write(
        PLAIN,
        "{\"categories\":[%s],\"annotations\":[%s],\"info\":{\"year\":[2017,{}]},\"images\":[%s]}"
            .formatted(
                CATEGORIES,
                "{\"id\":3,\"keypoints\":[[[1]]],\"category_id\":1,\"image_id\":9,\"area\":2,"
                    + "\"segmentation\":{\"size\":[20,24],\"counts\":\"0n?\"}}",
                image(9)));
    files.write("train2017/000000000009.jpg", "");

    assertThat(CocoDataset.of(files).files(Part.TRAIN))
        .extracting(ImageFile::mask)
        .containsExactly("coco-rle:h20,w24:0n?");
  }

  @Test
  void anAnnotationWithoutOutlineLeavesItsImageWithoutMask() throws IOException {
    train(image(9), annotation(1, 9, 1, "2", "[]"));

    CocoDataset coco = CocoDataset.of(files);

    assertThat(coco.files(Part.TRAIN)).extracting(ImageFile::mask).containsOnlyNulls();
    assertThat(coco.notes())
        .contains(
            "of the 1 images in train2017 1 have no mask, since their annotations have no outline");
  }

  @Test
  void otherCategoriesAreClassesOfTheirOwn() throws IOException {
    files = new FolderFiles(folder.resolve("plants"));
    String own = "{\"id\":4,\"name\":\"spurge\"},{\"id\":2,\"name\":\"grass\"}";
    train(image(9), annotation(1, 9, 4, "2", "[]"), own);
    files.write("annotations/instances_val2017.json", json("", "", own));

    CocoDataset coco = CocoDataset.of(files);

    assertThat(coco.name()).isEqualTo("plants");
    assertThat(coco.classNames()).containsExactly("grass", "spurge");
    assertThat(coco.files(Part.TRAIN)).extracting(ImageFile::label).containsExactly(1);
    assertThat(coco.notes())
        .contains(
            "its categories are not COCO's: its classes are the 2 of its own files, in order of id");
  }

  @Test
  void absentFilesAreNamed() throws IOException {
    assertThatThrownBy(() -> CocoDataset.of(files))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use the dataset "
                + files.root()
                + " because there is no annotations/instances_train2017.json: a COCO dataset has"
                + " annotations/instances_train2017.json and annotations/instances_val2017.json"
                + " beside the folders train2017 and val2017");

    train(
        image(1) + "," + image(2) + "," + image(3),
        annotation(1, 1, 1, "2", "[]") + "," + annotation(2, 2, 1, "2", "[]"));
    Files.delete(folder.resolve("coco/train2017/000000000002.jpg"));
    // nobody needs this one
    Files.delete(folder.resolve("coco/train2017/000000000003.jpg"));
    assertRefused("1 images that it lists are not there (train2017/000000000002.jpg)");
  }

  @Test
  void annotationsMustNameWhatIsListed() throws IOException {
    train(image(9), annotation(1, 9, 1, "2", "[]") + "," + annotation(2, 10, 1, "2", "[]"));
    assertRefused("1 images of annotations are not listed (annotation 2: image 10)");

    // also where a larger one labels the image
    train(image(9), annotation(1, 9, 1, "2", "[]") + "," + annotation(2, 9, 12, "1", "[]"));
    assertRefused("1 categories of annotations are not listed (annotation 2: category 12)");

    train(
        image(9),
        annotation(1, 9, 1, "2", "[]"),
        CATEGORIES + ",{\"id\":2,\"name\":\"stop sign\"}");
    assertRefused("its categories 2 and 13 are both called stop sign");

    train(image(9) + "," + image(9), annotation(1, 9, 1, "2", "[]"));
    assertRefused("two images have the id 9");

    train(
        image(9) + ",{\"id\":8,\"file_name\":\"000000000009.jpg\",\"height\":1,\"width\":1}",
        annotation(1, 9, 1, "2", "[]") + "," + annotation(2, 8, 1, "2", "[]"));
    assertRefused("1 images share a file (train2017/000000000009.jpg)");
  }

  @Test
  void partsHaveTheSameCategories() throws IOException {
    train(image(9), annotation(1, 9, 1, "2", "[]"), "{\"id\":1,\"name\":\"person\"}");

    assertThatThrownBy(() -> CocoDataset.of(files))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage(
            "Cannot use the dataset "
                + files.root()
                + " because its files have different categories:"
                + " annotations/instances_train2017.json {1=person} and"
                + " annotations/instances_val2017.json {1=person, 13=stop sign, 90=toothbrush}");
  }

  @Test
  void brokenJsonIsToldWithItsPlace() throws IOException {
    files.write(PLAIN, "{\"images\":[],\n\"annotations\":[}");
    assertRefused("it is not the JSON expected: ", "at line 2 column 16 path $.annotations[0]");

    files.write(PLAIN, "{\"images\":[" + image(9));
    assertRefused("its JSON is not complete: ", "path $.images[1]");

    files.write(PLAIN, "{\"images\":[],\"annotations\":[],\"annotations\":[]}");
    assertRefused("it has annotations twice");

    files.write(PLAIN, "{\"images\":[],\"categories\":[]}");
    assertRefused("it has no annotations");

    train("{\"id\":9,\"file_name\":\"a.jpg\",\"height\":1}", "");
    assertRefused("the image 9 has no width");

    train(image(9), "{\"id\":3,\"image_id\":9,\"category_id\":1}");
    assertRefused("the annotation 3 has no area");

    train(image(9), annotation(3, 9, 1, "2", "[[\"1\",2]]"));
    assertRefused(
        "it is not the JSON expected: Expected NUMBER but was STRING at path"
            + " $.annotations[0].segmentation[0][0]");

    train("", "");
    files.write(PLAIN, Files.readString(folder.resolve("coco").resolve(PLAIN)) + "{}");
    assertRefused("it is not the JSON expected: ", "");
  }

  @Test
  void depthAndLengthAreBounded() throws IOException {
    files.write(PLAIN, "{\"info\":" + "[".repeat(100_000));
    assertRefused("it is not the JSON expected: Nesting limit 32 reached", "");

    train(image(9), annotation(3, 9, 1, "2", "[[" + "1,".repeat(1 << 22) + "1]]"));
    assertRefused(
        "an item has more than 4194304 characters, at $.annotations[0].segmentation[0]", "");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws IOException {
    files.write(PLAIN, new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});

    assertRefused("it is not UTF-8");
  }

  private void train(String images, String annotations) throws IOException {
    train(images, annotations, CATEGORIES);
  }

  /** Writes annotations, and an image file for each image. */
  private void train(String images, String annotations, String categories) throws IOException {
    files.write(PLAIN, json(images, annotations, categories));
    for (String name : images.split("\"")) {
      if (name.endsWith(".jpg") && !name.contains("/")) {
        files.write("train2017/" + name, "");
      }
    }
  }

  private static String json(String images, String annotations, String categories) {
    return "{\"info\":{\"year\":2017},\"licenses\":[{\"id\":1}],\"images\":[%s],\"annotations\":[%s],\"categories\":[%s]}"
        .formatted(images, annotations, categories);
  }

  private static String image(long id) {
    return ("{\"license\":3,\"file_name\":\"%012d.jpg\",\"coco_url\":\"http://images/x.jpg\","
            + "\"height\":20,\"width\":24,\"id\":%d}")
        .formatted(id, id);
  }

  private static String annotation(
      long id, long image, long category, String area, String segmentation) {
    return ("{\"segmentation\":%s,\"area\":%s,\"iscrowd\":0,\"image_id\":%d,\"bbox\":[1,1,4,4],"
            + "\"category_id\":%d,\"id\":%d}")
        .formatted(segmentation, area, image, category, id);
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> CocoDataset.of(files))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage("Cannot use the annotations " + files.uri(PLAIN) + " because " + reason);
  }

  private void assertRefused(String start, String end) {
    assertThatThrownBy(() -> CocoDataset.of(files))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith(
            "Cannot use the annotations " + files.uri(PLAIN) + " because " + start)
        .hasMessageEndingWith(end);
  }
}
