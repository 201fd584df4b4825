"""Views: what templates see. Prepared, frozen values; no template ever meets a raw record.

Every template gets `site` (SiteView) and `page` (PageView); the other names are listed with each page context in
`sitegen.render.contexts`. A `Phrase` prints as its words; write `<p{{ phrase|attrs }}>{{ phrase }}</p>`, so that
words that fell back to another language carry their own `lang` and `dir`.
"""

from __future__ import annotations

from sitegen.i18n.phrases import Phrase
from sitegen.values import LightValue, light_value


@light_value
class Html(LightValue):
    """Sanitised HTML of a Markdown body, with the language that it is in."""

    html: str
    language: str
    direction: str
    fallen_back: bool

    def __bool__(self) -> bool:
        """Return whether there is anything to show."""
        return bool(self.html)


@light_value
class LinkView(LightValue):
    """A link: its words, its address (from the root, `/fr/…`) and whether it leads to the page it stands on."""

    title: Phrase
    url: str
    current: bool = False


@light_value
class SourceView(LightValue):
    """One `<source>` of a picture: a MIME type and a `srcset`."""

    type: str
    srcset: str


@light_value
class PictureView(LightValue):
    """A picture as one preset of the theme shows it: every rendition has its address already.

    `src`, `width` and `height` are those of the largest JPEG rendition; `sizes` is the preset's; `placeholder` is a
    data URI of 16 px, `color` the average colour (`#rrggbb`); `large` leads to the largest rendition, for a zoom.
    """

    alt: Phrase
    src: str
    srcset: str
    sources: tuple[SourceView, ...]
    sizes: str
    width: int
    height: int
    placeholder: str
    color: str
    large: str
    file: str


@light_value
class MoneyView(LightValue):
    """An amount for people (`text`: `1 250 MAD`) and for machines (`amount`: `1250.00`, `currency`: `MAD`)."""

    text: str
    amount: str
    currency: str


@light_value
class PriceView(LightValue):
    """What something costs.

    `is_from` is True when variants differ and `amount` is the lowest; `compare_at` is a former, higher price;
    `unit` the price of the measure `unit_measure` (`48 MAD`, `100 ml`); `others` the same price in other currencies.
    """

    amount: MoneyView
    is_from: bool = False
    compare_at: MoneyView | None = None
    unit: MoneyView | None = None
    unit_measure: str = ""
    others: tuple[MoneyView, ...] = ()


@light_value
class AvailabilityView(LightValue):
    """Whether, and how soon, something can be had.

    `code` is `in_stock`, `made_to_order`, `preorder`, `out_of_stock` or `one_of_a_kind`; `lead_time` in days or None.
    """

    code: str
    can_be_ordered: bool
    lead_time: int | None = None


@light_value
class HandOffView(LightValue):
    """A working way to order: a link to the cooperative's own checkout, a form, or a button for a provider's script.

    `provider` is `link`, `whatsapp`, `mailto`, …; `url` is absolute; `host` is what a buyer should know of where she
    is going (`buy.stripe.com`), empty for messages. With `method` `POST`, `fields` (name and value) are sent to `url`
    by a form. `attributes` (name and value) are those of a hidden button that a script shows; then there is no `url`.
    """

    provider: str
    url: str
    host: str = ""
    method: str = "GET"
    fields: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


@light_value
class OptionView(LightValue):
    """One thing that sets a variant apart: `name` is a code (`size`, `color`, …), `value` the buyer's words."""

    name: str
    value: Phrase


@light_value
class VariantView(LightValue):
    """One form of a product with its own price, availability and ways to order (the best first)."""

    id: str
    title: Phrase
    options: tuple[OptionView, ...]
    price: PriceView | None
    sku: str
    availability: AvailabilityView
    net: str
    picture: PictureView | None
    hand_offs: tuple[HandOffView, ...]


@light_value
class LabelView(LightValue):
    """A label with its proof; `short` is for the badge, `valid_until` a localised date or empty."""

    title: Phrase
    short: str
    scheme: str
    url: str
    number: str = ""
    certifier: str = ""
    level: str = ""
    valid_until: str = ""
    document: str = ""


@light_value
class CardView(LightValue):
    """A product in a list."""

    slug: str
    title: Phrase
    summary: Phrase
    url: str
    picture: PictureView | None
    price: PriceView | None
    availability: AvailabilityView
    type: str
    cooperative: LinkView
    region: LinkView
    labels: tuple[LabelView, ...]


@light_value
class MakerView(LightValue):
    """The cooperative in short, as a product page shows it."""

    title: Phrase
    summary: Phrase
    url: str
    commune: Phrase
    region: LinkView
    picture: PictureView | None
    members: int | None
    women: int | None
    founded: int | None


@light_value
class FactView(LightValue):
    """One fact of a product.

    `name` is a code (`sku`, `net`, `weight`, `dimensions`, `materials`, `origin`, `care`, `ingredients`, `gtin`,
    `terms`); `is_code` is True for values that are always written left to right.
    """

    name: str
    value: Phrase
    is_code: bool = False


@light_value
class ZoneView(LightValue):
    """A shipping zone; `free_from` is None when shipping is never free; days on the way."""

    title: Phrase
    price: MoneyView
    free_from: MoneyView | None
    days_min: int
    days_max: int


@light_value
class ShippingView(LightValue):
    """How parcels leave, and until when goods may come back (`return_days` 0: no returns)."""

    ships_from: str
    carriers: tuple[str, ...]
    handling_days: int
    zones: tuple[ZoneView, ...]
    note: Phrase
    return_days: int
    return_free: bool
    return_conditions: Phrase


@light_value
class DenominationView(LightValue):
    """An amount of a voucher with its SKU and its ways to order."""

    amount: MoneyView
    sku: str
    hand_offs: tuple[HandOffView, ...]


@light_value
class VoucherView(LightValue):
    """What a voucher is worth, for how many months, and where; `accepted_everywhere` makes the list superfluous."""

    denominations: tuple[DenominationView, ...]
    validity_months: int | None
    accepted_everywhere: bool
    accepted_by: tuple[LinkView, ...]


@light_value
class BulkAmountView(LightValue):
    """An amount of a voucher that employers can ask for in number, by its SKU."""

    amount: MoneyView
    sku: str


@light_value
class BulkVoucherView(LightValue):
    """A voucher as an employer gives it to employees.

    `hand_offs` ask for one of each amount, with blanks to fill in, as plain links; `order` is a JSON document with all
    that the page's module needs to put the employer's own numbers in their place. `list_file` is the address of an
    empty table of recipients, the file itself, and `list_columns` has its columns.
    """

    slug: str
    title: Phrase
    url: str
    summary: Phrase
    terms: Phrase
    picture: PictureView | None
    maker: LinkView
    amounts: tuple[BulkAmountView, ...]
    validity_months: int | None
    accepted_everywhere: bool
    accepted_by: tuple[LinkView, ...]
    hand_offs: tuple[HandOffView, ...]
    order: str
    list_file: str
    list_columns: tuple[str, ...]


@light_value
class TierView(LightValue):
    """A price from a quantity on."""

    from_quantity: int
    price: MoneyView


@light_value
class QuoteView(LightValue):
    """What a quote is about: `unit` is `m²`, `m`, `kg` or `piece`."""

    unit: str
    price_from: MoneyView | None
    minimum: int | None
    tiers: tuple[TierView, ...]


@light_value
class ProductView(LightValue):
    """A product in full.

    `cooperative` is its slug; `variants` is empty for vouchers and quotes; `hand_offs` order the product as it
    stands (empty when a variant or denomination must be chosen, or when it cannot be ordered).
    """

    slug: str
    type: str
    cooperative: str
    title: Phrase
    summary: Phrase
    body: Html
    sku: str
    price: PriceView | None
    availability: AvailabilityView
    quantity_min: int
    quantity_max: int | None
    quantity_step: int
    variants: tuple[VariantView, ...]
    hand_offs: tuple[HandOffView, ...]
    pictures: tuple[PictureView, ...]
    categories: tuple[LinkView, ...]
    labels: tuple[LabelView, ...]
    facts: tuple[FactView, ...]
    maker: MakerView
    shipping: ShippingView
    voucher: VoucherView | None
    quote: QuoteView | None


@light_value
class PersonView(LightValue):
    """A member who agreed to be shown."""

    name: Phrase
    role: Phrase
    portrait: PictureView | None


@light_value
class ContactView(LightValue):
    """How to reach a cooperative.

    `phone` and `whatsapp` are in E.164, `phone_text` is for people; `map_url` is absolute or empty.
    """

    phone: str
    phone_text: str
    whatsapp: str
    whatsapp_url: str
    email: str
    address: Phrase
    hours: Phrase
    map_url: str


@light_value
class RegistrationView(LightValue):
    """A number in an official register; `name` is `ice`, `rc`, `odco`, `onssa` or `tax`."""

    name: str
    value: str


@light_value
class CooperativeView(LightValue):
    """A cooperative in full; `vouchers` are those that it accepts."""

    slug: str
    title: Phrase
    summary: Phrase
    body: Html
    legal_name: str
    commune: Phrase
    region: LinkView
    founded: int | None
    members: int | None
    women: int | None
    activities: tuple[LinkView, ...]
    contact: ContactView
    registrations: tuple[RegistrationView, ...]
    labels: tuple[LabelView, ...]
    people: tuple[PersonView, ...]
    pictures: tuple[PictureView, ...]
    shipping: ShippingView
    social: tuple[tuple[str, str], ...]
    vouchers: tuple[LinkView, ...] = ()


@light_value
class CooperativeCardView(LightValue):
    """A cooperative in a list."""

    slug: str
    title: Phrase
    summary: Phrase
    url: str
    commune: Phrase
    region: LinkView
    picture: PictureView | None
    product_count: int


@light_value
class TermView(LightValue):
    """A category, region, label or collection in full; `kind` is the name of its folder (`categories`, …).

    `short`, `scheme` and `website` only for labels; `parents` from the top; `children` for categories with shelves.
    """

    kind: str
    slug: str
    title: Phrase
    summary: Phrase
    body: Html
    picture: PictureView | None
    parents: tuple[LinkView, ...] = ()
    children: tuple[LinkView, ...] = ()
    short: str = ""
    scheme: str = ""
    website: str = ""


@light_value
class TermCardView(LightValue):
    """A category, region, label or collection in a list."""

    kind: str
    slug: str
    title: Phrase
    summary: Phrase
    url: str
    picture: PictureView | None
    product_count: int
    short: str = ""


@light_value
class PaginationView(LightValue):
    """Where a paged list stands: `number` of `total` pages; addresses are empty where there is none.

    `pages` has `(number, url)` for every page to link to, with None where numbers are left out.
    """

    number: int
    total: int
    item_count: int
    previous_url: str
    next_url: str
    pages: tuple[tuple[int, str] | None, ...]


@light_value
class LanguageView(LightValue):
    """The same page in another language: its endonym, its address, and whether it is the page at hand."""

    code: str
    name: str
    direction: str
    url: str
    current: bool


@light_value
class AlternateView(LightValue):
    """A `hreflang` alternate with an absolute address."""

    hreflang: str
    url: str


@light_value
class MenuView(LightValue):
    """The links that every page carries; `employers` has no address where there is no voucher."""

    products: LinkView
    cooperatives: LinkView
    cart: LinkView
    quote: LinkView
    employers: LinkView
    categories: tuple[LinkView, ...]
    header: tuple[LinkView, ...]
    footer: tuple[LinkView, ...]
    legal: tuple[LinkView, ...]
    regions: tuple[LinkView, ...]


@light_value
class SiteView(LightValue):
    """What all pages of one language share."""

    title: str
    tagline: Phrase
    description: Phrase
    announcement: Phrase
    language: str
    direction: str
    home_url: str
    base_url: str
    menu: MenuView
    search_url: str
    manifest_url: str
    theme_options: dict[str, object]


@light_value
class PageView(LightValue):
    """What one page says of itself in its head.

    `title` and `description` are plain text; `canonical` is absolute, empty for pages that have none; `noindex` is
    True for pages that search engines should leave out; `fallback` names, by its endonym, the language that the
    page's main text fell back to, or is empty; `social_image` is absolute; `json_ld` are complete JSON documents.
    """

    kind: str
    url: str
    title: str
    description: str
    canonical: str
    noindex: bool
    languages: tuple[LanguageView, ...]
    alternates: tuple[AlternateView, ...]
    breadcrumbs: tuple[LinkView, ...]
    fallback: str
    social_image: str
    social_type: str
    json_ld: tuple[str, ...]
