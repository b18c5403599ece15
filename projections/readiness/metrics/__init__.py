"""Every metric by name: what it comes to on some items. One file for each family.

A metric is a pure function `measure(material, requirement) -> Measured`. It is asked about one
thing at a time: a requirement on each class, slice, annotator or task comes to it as one on a
class (`requirement.category`), on the material of the slice, on an annotator or on a task.
"""
