"""Labels with their proofs. A badge is shown only while its proof is valid."""

from __future__ import annotations

from sitegen.i18n.typography import typeset
from sitegen.load.content import LoadedRecord
from sitegen.models.base import Kind, Record
from sitegen.models.cooperative import Cooperative, Proof
from sitegen.models.product import Product
from sitegen.models.taxonomy import Label, LabelText
from sitegen.render.edition import Edition
from sitegen.render.views import LabelView


def product_labels(edition: Edition, product: Product) -> tuple[LabelView, ...]:
    """Return the labels of a product that its cooperative can prove today."""
    kept = edition.kept.labels
    views = []
    for slug in product.labels:
        which = (product.cooperative, slug)
        views.append(kept[which] if which in kept else kept.keep(which, _product_label(edition, *which)))
    return tuple([view for view in views if view])


def cooperative_labels(edition: Edition, cooperative: Cooperative) -> tuple[LabelView, ...]:
    """Return the labels that a cooperative can prove today."""
    valid = [proof for proof in cooperative.labels if proof.holds_on(edition.today)]
    known = [(edition.catalog.labels.get(proof.label), proof) for proof in valid]
    return tuple(_view(edition, label, proof) for label, proof in known if label)


def _product_label(edition: Edition, cooperative: str, slug: str) -> LabelView | None:
    """Return a label as the products of a cooperative show it, None when that cannot prove it."""
    label = edition.catalog.labels.get(slug)
    proof = _valid_proof(edition, edition.catalog.cooperatives[cooperative].record, slug)
    return _view(edition, label, proof) if label and (proof or not label.record.needs_proof) else None


def badge(edition: Edition, item: LoadedRecord[Record]) -> str:
    """Return the letters of a label's badge; other records have none."""
    found = edition.reader.phrase(item, lambda words: words.short if isinstance(words, LabelText) else None)
    return str(found)


def _valid_proof(edition: Edition, maker: Cooperative, slug: str) -> Proof | None:
    return next((proof for proof in maker.labels if proof.label == slug and proof.holds_on(edition.today)), None)


def _view(edition: Edition, label: LoadedRecord[Label], proof: Proof | None) -> LabelView:
    view = LabelView(
        title=edition.reader.title(label),
        short=badge(edition, label),
        scheme=label.record.scheme.value,
        url=edition.plan.record_url(Kind.LABEL, label.slug, edition.code),
    )
    if proof is None:
        return view
    return LabelView(
        view.title, view.short, view.scheme, view.url,
        number=proof.number,
        certifier=typeset(proof.certifier),
        level=typeset(proof.level or ""),
        valid_until=edition.formats.date(proof.valid_until) if proof.valid_until else "",
        document=proof.document or "",
    )  # fmt: skip
