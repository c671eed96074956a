package org.dafusion.jobs.table;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Fills a row column by column, by name, so that the order of the schema is written only once. */
final class NamedRow {
  /** An encoded image the way Hugging Face datasets keep it. */
  static final StructType IMAGE =
      new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);

  private final StructType schema;
  private final Object[] values;

  NamedRow(StructType schema) {
    this.schema = schema;
    this.values = new Object[schema.size()];
  }

  NamedRow set(String column, Object value) {
    values[schema.fieldIndex(column)] = value;
    return this;
  }

  /** A column of type {@link #IMAGE}; null bytes make a null image. */
  NamedRow image(String column, byte[] bytes, String path) {
    return set(
        column, bytes == null ? null : new GenericRowWithSchema(new Object[] {bytes, path}, IMAGE));
  }

  Row toRow() {
    return new GenericRowWithSchema(values, schema);
  }

  static byte[] imageBytes(Row row, String column) {
    Row image = row.getAs(column);
    return image == null ? null : (byte[]) image.get(0);
  }

  static String imagePath(Row row, String column) {
    Row image = row.getAs(column);
    return image == null ? null : image.getString(1);
  }
}
