"""CloudFront: copies near to the buyers, dropped by path after a deploy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from sitegen.deploy.s3_errors import stopped


class CloudFront:
    """One distribution."""

    def __init__(self, session: Any, distribution: str) -> None:
        self._session = session
        self._distribution = distribution

    def invalidate(self, paths: Iterable[str], reference: str) -> None:
        """Ask for copies to be dropped. CloudFront does a `reference` once, so that asking again is safe."""
        items = list(paths)
        place = f"cloudfront/{self._distribution}"
        try:
            client = self._session.create_client(
                "cloudfront",
                region_name="us-east-1",
                config=Config(
                    retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=5, read_timeout=30
                ),
            )
            client.create_invalidation(
                DistributionId=self._distribution,
                InvalidationBatch={
                    "Paths": {"Quantity": len(items), "Items": items},
                    "CallerReference": reference,
                },
            )
        except (ClientError, BotoCoreError) as failure:
            raise stopped(failure, place, "cloudfront:CreateInvalidation") from failure
