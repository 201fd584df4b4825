"""Page contexts: one frozen value per kind of page, with exactly what its template may use.

The class names the template; its fields are the names that the template sees, beside `site` and `page`.
"""

from __future__ import annotations

from typing import ClassVar

from sitegen.i18n.phrases import Phrase
from sitegen.render.views import (
    BulkVoucherView,
    CardView,
    CooperativeCardView,
    CooperativeView,
    Html,
    LanguageView,
    LinkView,
    PageView,
    PaginationView,
    PictureView,
    ProductView,
    SiteView,
    TermCardView,
    TermView,
)
from sitegen.values import LightValue, light_value


@light_value
class Context(LightValue):
    """What every page has."""

    template: ClassVar[str] = ""
    site: SiteView
    page: PageView


@light_value
class HomeContext(Context):
    """The front page of one language."""

    template: ClassVar[str] = "home.html"
    hero: PictureView | None
    featured: tuple[CardView, ...]
    categories: tuple[TermCardView, ...]
    cooperatives: tuple[CooperativeCardView, ...]
    collections: tuple[TermCardView, ...]
    regions: tuple[TermCardView, ...]
    labels: tuple[TermCardView, ...]
    cooperative_count: int
    product_count: int


@light_value
class ProductContext(Context):
    """A product, voucher or quote product."""

    template: ClassVar[str] = "product.html"
    product: ProductView
    related: tuple[CardView, ...]
    more_of_cooperative: tuple[CardView, ...]


@light_value
class ProductsContext(Context):
    """One page of all products."""

    template: ClassVar[str] = "products.html"
    cards: tuple[CardView, ...]
    pagination: PaginationView


@light_value
class TermContext(Context):
    """One page of the products of a category, region, label or collection.

    The templates `category.html`, `region.html`, `label.html` and `collection.html` extend `term.html`. A region also
    shows its cooperatives, and a label those that can prove it; `cooperatives` is empty elsewhere and on later pages.
    """

    template: ClassVar[str] = "term.html"
    term: TermView
    cards: tuple[CardView, ...]
    cooperatives: tuple[CooperativeCardView, ...]
    pagination: PaginationView


@light_value
class TermsContext(Context):
    """All categories, regions, labels or collections; `kind` is the name of the folder, `title` is in `page`."""

    template: ClassVar[str] = "terms.html"
    kind: str
    terms: tuple[TermCardView, ...]


@light_value
class CooperativeContext(Context):
    """A cooperative with its products."""

    template: ClassVar[str] = "cooperative.html"
    cooperative: CooperativeView
    cards: tuple[CardView, ...]


@light_value
class CooperativesContext(Context):
    """All cooperatives."""

    template: ClassVar[str] = "cooperatives.html"
    cooperatives: tuple[CooperativeCardView, ...]


@light_value
class FreePageContext(Context):
    """A free page."""

    template: ClassVar[str] = "page.html"
    title: Phrase
    body: Html
    pictures: tuple[PictureView, ...]


@light_value
class NotFoundLanguage(LightValue):
    """What the page for missing addresses says in one language: a link to its home page and to all products."""

    language: LanguageView
    home: LinkView
    products: LinkView


@light_value
class NotFoundContext(Context):
    """`/404.html`, in all languages at once, because a server has only one."""

    template: ClassVar[str] = "404.html"
    languages: tuple[NotFoundLanguage, ...]


@light_value
class ChooserContext(Context):
    """`/`, where a visitor chooses a language; works without JavaScript."""

    template: ClassVar[str] = "chooser.html"
    languages: tuple[LanguageView, ...]


@light_value
class CartContext(Context):
    """The cart, which the browser fills; `basket` is a JSON document with all that its module needs to know."""

    template: ClassVar[str] = "cart.html"
    basket: str


@light_value
class QuoteContext(Context):
    """The quote basket, like the cart; `form` is `netlify` when the page holds a form that needs no JavaScript."""

    template: ClassVar[str] = "quote.html"
    basket: str
    form: str
    thanks_url: str


@light_value
class ThanksContext(Context):
    """Where a checkout sends a buyer who has paid."""

    template: ClassVar[str] = "thanks.html"


@light_value
class CancelledContext(Context):
    """Where a checkout sends a buyer who has not."""

    template: ClassVar[str] = "cancelled.html"


@light_value
class OfflineContext(Context):
    """What a visitor without a network sees in the place of a page that was never saved."""

    template: ClassVar[str] = "offline.html"


@light_value
class SearchContext(Context):
    """The search; `index` is the address of the folder with the language's index, `categories` where a form leads."""

    template: ClassVar[str] = "search.html"
    index: str
    categories_url: str


@light_value
class EmployersContext(Context):
    """How employers give vouchers: `vouchers` can be asked for in number; `form` is as on the quote basket's page."""

    template: ClassVar[str] = "employers.html"
    vouchers: tuple[BulkVoucherView, ...]
    form: str
    thanks_url: str


@light_value
class RedirectContext(Context):
    """An address that moved, for servers that know no redirects."""

    template: ClassVar[str] = "redirect.html"
    target: str
