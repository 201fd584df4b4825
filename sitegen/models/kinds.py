"""Which model stands behind each kind of record, and which part of it a translation may repeat."""

from __future__ import annotations

from sitegen.models.base import Kind, Record, RecordText
from sitegen.models.cooperative import Cooperative, CooperativeText
from sitegen.models.page import Page, PageText
from sitegen.models.product import Product, ProductText
from sitegen.models.taxonomy import Category, Collection, Label, LabelText, Region
from sitegen.values import LightValue, light_value


@light_value
class Models(LightValue):
    """The model of a source file and of its translations."""

    record: type[Record]
    text: type[RecordText]


MODELS: dict[Kind, Models] = {
    Kind.PRODUCT: Models(Product, ProductText),
    Kind.COOPERATIVE: Models(Cooperative, CooperativeText),
    Kind.CATEGORY: Models(Category, RecordText),
    Kind.REGION: Models(Region, RecordText),
    Kind.LABEL: Models(Label, LabelText),
    Kind.COLLECTION: Models(Collection, RecordText),
    Kind.PAGE: Models(Page, PageText),
}
