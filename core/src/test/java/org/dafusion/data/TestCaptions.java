package org.dafusion.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestCaptions {
  private static final ImageFolder FOLDER =
      ImageFolder.of(
          "/pets",
          List.of("train/cat/1.png", "train/cat/2.png", "validation/cat/1.png", "test/cat/1.png"),
          0,
          0);

  @Test
  void filesLieInAnyFolderOfTheDataset() {
    List<String> paths =
        List.of(
            "train/metadata.csv",
            "metadata.csv",
            "train/cat/metadata.csv",
            "train/cat/my-metadata.csv",
            ".git/metadata.csv",
            "__MACOSX/metadata.csv",
            "metadata.csv/1.png");

    assertThat(Captions.filesIn(paths))
        .containsExactly("metadata.csv", "train/cat/metadata.csv", "train/metadata.csv");
  }

  @Test
  void namesAreRelativeToTheirFile() {
    ImageFolder captioned =
        captioned(
            "metadata.csv", "file_name,text\ntest/cat/1.png,from the root\n",
            "train/metadata.csv", "file_name,text\ncat/1.png,from the part\n",
            "validation/cat/metadata.csv", "file_name,text\n1.png,from the class\n");

    assertThat(texts(captioned, Part.TRAIN)).containsExactly("from the part", null);
    assertThat(texts(captioned, Part.VALIDATION)).containsExactly("from the class");
    assertThat(texts(captioned, Part.TEST)).containsExactly("from the root");
    assertThat(captioned.classNames()).isEqualTo(FOLDER.classNames());
    assertThat(texts(FOLDER, Part.TRAIN)).containsExactly(null, null);
  }

  @Test
  void valuesMayBeQuotedAndColumnsInAnyOrder() {
    ImageFolder captioned =
        captioned(
            "train/metadata.csv",
            "\uFEFFidx,text,file_name\r\n0,\"a \"\"big\"\" cat,\n asleep\",cat/1.png\r\n1,  ,cat/2.png");

    assertThat(texts(captioned, Part.TRAIN)).containsExactly("a \"big\" cat,\n asleep", null);
  }

  @Test
  void metadataWithoutTextHoldsNoCaptions() {
    ImageFolder captioned = captioned("metadata.csv", "longitude,latitude\n-114.0,46.7\n");

    assertThat(texts(captioned, Part.TRAIN)).containsExactly(null, null);
  }

  @Test
  void whatIsWrittenIsRead() {
    Map<String, String> captions = new LinkedHashMap<>();
    captions.put("cat/2.png", "two, \"grey\"\nérables");
    captions.put("cat/1.png", "one");

    byte[] written = CaptionFile.write(captions);

    assertThat(new String(written, StandardCharsets.UTF_8))
        .startsWith("file_name,text\ncat/2.png,");
    assertThat(CaptionFile.parse("metadata.csv", written)).containsExactlyEntriesOf(captions);
  }

  @Test
  void aCaptionOfNoImageIsRefused() {
    refused(
        "1 of 2 name no image of the dataset (train/cat/3.png in train/metadata.csv):"
            + " file_name must be a path below the folder of the metadata.csv",
        "train/metadata.csv",
        "file_name,text\ncat/1.png,one\ncat/3.png,three\n");
  }

  @Test
  void anImageWithTwoCaptionsIsRefused() {
    refused(
        "train/cat/1.png has one in metadata.csv and one in train/metadata.csv",
        "metadata.csv",
        "file_name,text\ntrain/cat/1.png,one\n",
        "train/metadata.csv",
        "file_name,text\ncat/1.png,another\n");
    refusedFile("it names cat/1.png twice", "file_name,text\ncat/1.png,one\ncat/1.png,one\n");
  }

  @Test
  void aFileThatCannotBeReadIsRefused() {
    refusedFile("its columns are file, text: one must be file_name", "file,text\na,b\n");
    refusedFile("line 3 has 1 values for 2 columns", "file_name,text\ncat/1.png,one\ncat/2.png\n");
    refusedFile(
        "The header contains a duplicate name: \"text\" in [file_name, text, text]."
            + " If this is valid then use CSVFormat.Builder.setDuplicateHeaderMode().",
        "file_name,text,text\n");
    refusedFile(
        "(line 2) invalid char between encapsulated token and delimiter",
        "file_name,text\ncat/1.png,\"one\" two\n");
    assertThatThrownBy(
            () -> FOLDER.captioned(Map.of("train/metadata.csv", new byte[] {'a', -1, 'b'})))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage("Cannot use the captions of pets/train/metadata.csv because it is not UTF-8");
  }

  private static void refusedFile(String reason, String content) {
    assertThatThrownBy(() -> captioned("train/metadata.csv", content))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessageStartingWith("Cannot use the captions of pets/train/metadata.csv because ")
        .hasMessageEndingWith(reason);
  }

  private static void refused(String reason, String... pathsAndContents) {
    assertThatThrownBy(() -> captioned(pathsAndContents))
        .isInstanceOf(InvalidDatasetException.class)
        .hasMessage("Cannot use the captions of pets because " + reason);
  }

  private static ImageFolder captioned(String... pathsAndContents) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      files.put(pathsAndContents[i], pathsAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return FOLDER.captioned(files);
  }

  private static List<String> texts(ImageFolder folder, Part part) {
    return Arrays.asList(
        folder.files(part).stream().map(ImageFile::caption).toArray(String[]::new));
  }
}
