package org.dafusion.hostile;

import static org.dafusion.hostile.Bytes.of;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dafusion.data.AircraftLevel;
import org.dafusion.data.CocoDataset;
import org.dafusion.data.FgvcAircraft;
import org.dafusion.data.ImageFolder;
import org.dafusion.image.Mask;
import org.dafusion.image.Polygons;
import org.dafusion.image.RunLengths;

/** Annotations of COCO, captions, lists and outlines. */
final class HostileAnnotations {
  private static final String REFUSED = "InvalidDatasetException: Cannot use ";
  private static final String COCO =
      """
{"images":[{"id":1,"file_name":"1.jpg","height":9,"width":9}],\
"categories":[{"id":1,"name":"a"},{"id":2,"name":"b"}],\
"annotations":[{"id":1,"image_id":1,"category_id":1,"area":9.0,"segmentation":[[0,0,9,0,9,9]]}]}""";

  private final List<HostileInput> inputs = new ArrayList<>();

  private HostileAnnotations() {}

  static List<HostileInput> all() {
    HostileAnnotations table = new HostileAnnotations();
    table.coco();
    table.captions();
    table.lists();
    table.outlines();
    return table.inputs;
  }

  private void coco() {
    coco("nothing", "");
    coco("a list", "[]");
    coco("an empty object", "{}");
    coco("no JSON", "not json");
    for (int i = 1; i < 12; i++) {
      coco("its first " + i + " twelfths", COCO.substring(0, COCO.length() * i / 12));
    }
    coco("100000 brackets", "{\"images\":" + "[".repeat(100_000));
    coco("100000 objects in info", "{\"info\":" + "{\"a\":".repeat(100_000));
    coco("deep outlines", COCO.replace("[[0,0", "[".repeat(50_000) + "0,0"));
    coco("a section twice", COCO.replace("{\"images\"", "{\"images\":[],\"images\""));
    coco("an id twice", COCO.replace("{\"id\":2", "{\"id\":1"));
    coco(
        "ids of 100000 digits",
        COCO.replace("\"id\":1,\"file", "\"id\":" + "1".repeat(100_000) + ",\"file"));
    coco("ids that are text", COCO.replace("\"id\":1,\"file", "\"id\":\"x\",\"file"));
    coco("areas that are no number", COCO.replace("9.0", "NaN"));
    coco("areas of 1e999", COCO.replace("9.0", "1e999"));
    coco("sizes of 1e400", COCO.replace("\"height\":9", "\"height\":1e400"));
    coco("names that are objects", COCO.replace("\"1.jpg\"", "{}"));
    coco("a name of 5 MB", COCO.replace("1.jpg", "x".repeat(5_000_000)));
    coco("a section name of 5 MB", "{\"" + "x".repeat(5_000_000) + "\":1}");
    coco("an image of nobody", COCO.replace("\"image_id\":1", "\"image_id\":7"));
    coco("a category of nobody", COCO.replace("\"category_id\":1", "\"category_id\":7"));
    coco("files that lead out", COCO.replace("1.jpg", "../../../etc/passwd"));
    coco("a mark of byte order", "\uFEFF" + COCO);
    coco("half a character", "{\"images\":\"\u00ff\"}");
    coco("something after its end", COCO + "{}");
  }

  /** None of these holds a picture, so all are refused. */
  private void coco(String name, String json) {
    inputs.add(
        new HostileInput(
            "COCO of " + name,
            folder -> {
              byte[] content =
                  json.getBytes(
                      name.startsWith("half a char")
                          ? StandardCharsets.ISO_8859_1
                          : StandardCharsets.UTF_8);
              MemoryFiles files =
                  new MemoryFiles(
                      Map.of(
                          "annotations/instances_train2017.json",
                          content,
                          "annotations/instances_val2017.json",
                          content));
              return CocoDataset.of(files).files().size() + " images";
            },
            REFUSED
                + "(the annotations memory:/annotations/instances_train2017.json|.*COCO|the dataset"
                + " memory:).*"));
  }

  private void captions() {
    String all = "file_name,text\n";
    captions("an open quote", all + "a/1.jpg,\"words without end\n".repeat(3), REFUSED + ".+");
    captions(
        "a million lines in a quote", all + "a/1.jpg,\"" + "x\n".repeat(1_000_000), REFUSED + ".+");
    captions("text behind a quote", all + "a/1.jpg,\"x\"y\n", REFUSED + ".+");
    captions("one value", all + "a/1.jpg\n", REFUSED + ".+ has 1 values for 2 columns.*");
    captions(
        "5000 values",
        all + "a/1.jpg" + ",x".repeat(5000) + "\n",
        REFUSED + ".+ has 5001 values for 2 columns.*");
    captions(
        "5000 columns",
        "file_name,text"
            + IntStream.range(0, 5000).mapToObj(i -> ",c" + i).collect(Collectors.joining())
            + "\n",
        "read 4 images, 0 with captions");
    captions("columns of one name", "file_name,text,text\n", REFUSED + ".+");
    captions("no columns", "", "read 4 images, 0 with captions");
    captions("no file names", "text\nx\n", REFUSED + ".+ one must be file_name");
    captions(
        "a line of 20 MB",
        all + "a/1.jpg," + "x".repeat(20_000_000) + "\n",
        "read 4 images, 1 with captions");
    captions("NUL", all + "a/1.jpg,\0\0\n", "read 4 images, 1 with captions");
    captions(
        "names with NUL", all + "a/1\0.jpg,x\n", REFUSED + ".+ name no image of the dataset .+");
    captions(
        "names that lead out",
        all + "../../etc/passwd,x\n",
        REFUSED + ".+ name no image of the dataset .+");
    captions(
        "one name twice", all + "a/1.jpg,x\na/1.jpg,y\n", REFUSED + ".+ it names a/1.jpg twice");
    captions("half a character", all + "a/1.jpg,\u00ff\n", REFUSED + ".+ it is not UTF-8");
    captions(
        "a mark of byte order",
        "\u00ef\u00bb\u00bf" + all + "a/1.jpg,x\n",
        "read 4 images, 1 with captions");
    captions("carriage returns", "file_name,text\ra/1.jpg,x\r", "read 4 images, 1 with captions");
    captions(
        "formulas", all + "a/1.jpg,\"=cmd|' /C calc'!A0\"\n", "read 4 images, 1 with captions");
  }

  private void captions(String name, String csv, String outcome) {
    inputs.add(
        new HostileInput(
            "captions of " + name,
            folder -> {
              ImageFolder images =
                  ImageFolder.of("/pets", List.of("a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg"), 0, 0)
                      .captioned(Map.of("metadata.csv", of(csv)));
              long captioned =
                  images.files().stream().filter(file -> file.caption() != null).count();
              return images.files().size() + " images, " + captioned + " with captions";
            },
            outcome));
  }

  private void lists() {
    list(
        "a line of 3 MB",
        of("x".repeat(3_000_000)),
        REFUSED + ".+ variants.txt has a line of more than 1048576 characters: .+");
    list("half a character", of("\u00ff\n"), REFUSED + ".+ variants.txt is not UTF-8: .+");
    list("names that lead out", of("../../etc\n/etc\n"), REFUSED + ".+");
    list("NUL", new byte[1000], REFUSED + ".+");
    list(
        "200000 classes",
        of(IntStream.range(0, 200_000).mapToObj(i -> "c" + i + "\n").collect(Collectors.joining())),
        REFUSED + ".+");
    list("nothing", new byte[0], REFUSED + ".+");
  }

  private void list(String name, byte[] content, String outcome) {
    inputs.add(
        new HostileInput(
            "a list of " + name,
            folder -> {
              MemoryFiles files =
                  new MemoryFiles(
                      Map.of(
                          "variants.txt", content,
                          "images/1.jpg", new byte[0],
                          "images_variant_train.txt", of("1 ../../etc\n"),
                          "images_variant_val.txt", of(""),
                          "images_variant_test.txt", of("")));
              return FgvcAircraft.of(files, AircraftLevel.of("variant")).files().size() + " images";
            },
            outcome));
  }

  private void outlines() {
    String refused = "InvalidMaskException: .+";
    runs("of a million letters", "1".repeat(1_000_000), refused);
    runs("that end within a number", "ooo", refused);
    runs("of long numbers", "oooooooooooo0", refused);
    runs("of other characters", "\u00ff\0", refused);
    runs("below nothing", "O", refused);
    outline("of two points", new double[] {0, 0, 1, 1}, refused);
    outline("of half a point", new double[] {0, 0, 1, 1, 2, 2, 3}, refused);
    outline("far away", new double[] {0, 0, 1e300, 1, 2, 2}, refused);
    outline("that is no number", new double[] {0, 0, Double.NaN, 1, 2, 2}, refused);
    double[] many = new double[600_000];
    Arrays.setAll(many, i -> i * 7 % 64);
    outline("of 300000 points", many, "read Mask 64 x 64");
    inputs.add(
        new HostileInput(
            "outline on a mask of 2147483647",
            folder ->
                new Polygons(Integer.MAX_VALUE, Integer.MAX_VALUE, List.of()).mask().toString(),
            refused));
  }

  private void runs(String name, String runs, String outcome) {
    inputs.add(
        new HostileInput(
            "run lengths " + name,
            folder -> mask(RunLengths.ofString(64, 64, runs).mask()),
            outcome));
  }

  private void outline(String name, double[] numbers, String outcome) {
    List<Double> outline = Arrays.stream(numbers).boxed().toList();
    inputs.add(
        new HostileInput(
            "outline " + name,
            folder -> mask(new Polygons(64, 64, List.of(outline)).mask()),
            outcome));
  }

  private static String mask(Mask mask) {
    return mask.toString();
  }
}
