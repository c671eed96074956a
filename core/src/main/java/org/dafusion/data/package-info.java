/**
 * What a dataset contains: labelled files, how they are split, and the examples read from them. It
 * does not know tensors, models, or where tables are kept. Start with {@link
 * org.dafusion.data.ImageDataset}, then {@link org.dafusion.data.FewShotSplit}.
 *
 * <p>A dataset is a pure function of a listing of names, made elsewhere, so the same code serves a
 * local folder and an object store, and a split never depends on the order in which a file system
 * happens to list its files. Published datasets have readers of their own, such as {@link
 * org.dafusion.data.FgvcAircraft}; where one lies in files that must be read, {@link
 * org.dafusion.data.DatasetFiles} gives their content too. What they tell of an object's place goes
 * with its image as the text of an {@link org.dafusion.data.ObjectMask}.
 */
package org.dafusion.data;
