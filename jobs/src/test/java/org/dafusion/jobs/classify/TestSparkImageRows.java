package org.dafusion.jobs.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dafusion.jobs.SparkTest;
import org.dafusion.serving.SavedClassifier;
import org.dafusion.serving.SmallClassifier;
import org.junit.jupiter.api.Test;

/**
 * What the Spark extension of DJL does with a model folder and rows in Spark's image format, step
 * by step: its {@code ModelLoader} builds these criteria from {@code setModelUrl}, and its {@code
 * ImageClassifier} makes an image of the bytes of a row, which are blue, green and red.
 */
class TestSparkImageRows extends SparkTest {
  /** OpenCV's CV_8UC3: three bytes per pixel. */
  private static final int THREE_BYTES = 16;

  /** {@code org.apache.spark.ml.image.ImageSchema}, whose module the build does not need. */
  private static final StructType IMAGE =
      new StructType()
          .add(
              "image",
              new StructType()
                  .add("origin", DataTypes.StringType)
                  .add("height", DataTypes.IntegerType)
                  .add("width", DataTypes.IntegerType)
                  .add("nChannels", DataTypes.IntegerType)
                  .add("mode", DataTypes.IntegerType)
                  .add("data", DataTypes.BinaryType));

  @Test
  void rowsInSparksImageFormatAreClassified() throws Exception {
    Path model = SmallClassifier.write(folder.resolve("model"), List.of("ant", "bee", "cat"));
    var picture = SmallClassifier.picture(SmallClassifier.SIZE, SmallClassifier.SIZE, 3);
    Row row = spark.createDataFrame(List.of(imageRow(picture)), IMAGE).head().getStruct(0);
    Criteria<Image, Classifications> criteria =
        Criteria.builder()
            .setTypes(Image.class, Classifications.class)
            .optEngine("PyTorch")
            .optModelUrls(model.toUri().toString())
            .optTranslatorFactory(new ImageClassificationTranslatorFactory())
            .build();
    try (ZooModel<Image, Classifications> loaded = criteria.loadModel();
        Predictor<Image, Classifications> predictor = loaded.newPredictor();
        SavedClassifier ours = SavedClassifier.open(model, Device.cpu())) {
      Classifications found = predictor.predict(ImageFactory.getInstance().fromImage(bgr(row)));
      float[] expected = ours.probabilities(List.of(picture), 1)[0];
      assertThat(found.getClassNames()).containsExactly("ant", "bee", "cat");
      for (int label = 0; label < 3; label++) {
        assertThat(found.getProbabilities().get(label)).isCloseTo(expected[label], within(1e-5));
      }
    }
  }

  private static Row imageRow(org.dafusion.image.Image picture) {
    byte[] rgb = picture.rgb();
    byte[] bgr = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      bgr[i] = rgb[i - i % 3 + 2 - i % 3];
    }
    return RowFactory.create(
        RowFactory.create("a.png", picture.height(), picture.width(), 3, THREE_BYTES, bgr));
  }

  private static BufferedImage bgr(Row row) {
    assertThat(row.<Integer>getAs("nChannels")).isEqualTo(3);
    BufferedImage image =
        new BufferedImage(
            row.getAs("width"), row.<Integer>getAs("height"), BufferedImage.TYPE_3BYTE_BGR);
    byte[] data = row.getAs("data");
    byte[] target = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(data, 0, target, 0, data.length);
    return image;
  }
}
