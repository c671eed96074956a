"""Writes the annotation files of Flowers102 and Stanford Cars in small, as SciPy writes them.

python3 generate.py (NumPy 2.4.6, SciPy 1.17.1)
"""
import numpy
import scipy.io

labels = numpy.array([77, 1, 102, 77], dtype=numpy.uint8)
scipy.io.savemat("imagelabels.mat", {"labels": labels}, oned_as="row", do_compression=True)

names = numpy.empty(3, dtype=object)
names[:] = ["AM General Hummer SUV 2000", "Ram C/V Cargo Van Minivan 2012", "Citroën 2CV"]
scipy.io.savemat("cars_meta.mat", {"class_names": names}, oned_as="row")

fields = [(name, object) for name in ("bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2", "class", "fname")]
annotations = numpy.array(
    [(39, 116, 569, 375, 3, "00001.jpg"), (36, 116, 868, 587, 1, "00002.jpg")], dtype=fields)
scipy.io.savemat(
    "cars_train_annos.mat", {"annotations": annotations}, oned_as="row", do_compression=True)
