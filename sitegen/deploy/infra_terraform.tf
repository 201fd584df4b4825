# A shop on S3 and CloudFront. Made by `sitegen infra --format terraform`; read it before you use it.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81"
    }
  }
}

variable "bucket_name" {
  description = "The bucket of the shop; nobody reads it but the distribution."
  type        = string
  default     = @BUCKET@
}

variable "domain_names" {
  description = "The shop's addresses; they count once there is a certificate."
  type        = list(string)
  default     = [@DOMAIN@]
}

variable "certificate_arn" {
  description = "A certificate for these addresses, from ACM in us-east-1; empty while you only try."
  type        = string
  default     = ""
}

variable "deploy_subject" {
  description = "Who may deploy, as GitHub says it, such as repo:OWNER/NAME:ref:refs/heads/main; empty for nobody."
  type        = string
  default     = @SUBJECT@
}

variable "oidc_provider_arn" {
  description = "The account's OIDC provider for token.actions.githubusercontent.com, if it has one; else it is made."
  type        = string
  default     = ""
}

locals {
  has_certificate = var.certificate_arn != ""
  has_subject     = var.deploy_subject != ""
  makes_provider  = local.has_subject && var.oidc_provider_arn == ""
  objects_arn     = "${aws_s3_bucket.shop.arn}/@PREFIX@*"
  state_arn       = "${aws_s3_bucket.shop.arn}/@PREFIX@.sitegen/*"
}

resource "aws_s3_bucket" "shop" {
  bucket = var.bucket_name

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "shop" {
  bucket                  = aws_s3_bucket.shop.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "shop" {
  bucket = aws_s3_bucket.shop.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "shop" {
  bucket = aws_s3_bucket.shop.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "shop" {
  bucket = aws_s3_bucket.shop.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "shop" {
  bucket     = aws_s3_bucket.shop.id
  depends_on = [aws_s3_bucket_versioning.shop]

  rule {
    id     = "forget-what-was-replaced"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

data "aws_iam_policy_document" "bucket" {
  statement {
    sid       = "ReadByDistribution"
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = [local.objects_arn]

    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "AWS:SourceArn"
      values   = [aws_cloudfront_distribution.shop.arn]
    }
  }

  statement {
    sid       = "NobodyReadsTheState"
    effect    = "Deny"
    actions   = ["s3:GetObject"]
    resources = [local.state_arn]

    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }
  }

  statement {
    sid       = "OnlyEncryptedConnections"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.shop.arn, "${aws_s3_bucket.shop.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "shop" {
  bucket     = aws_s3_bucket.shop.id
  policy     = data.aws_iam_policy_document.bucket.json
  depends_on = [aws_s3_bucket_public_access_block.shop]
}

resource "aws_cloudfront_origin_access_control" "shop" {
  name                              = "${var.bucket_name}-origin"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# Moved addresses, private files, pages of folders.
resource "aws_cloudfront_function" "addresses" {
  name    = "${replace(var.bucket_name, ".", "-")}-addresses"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = <<EOT
@FUNCTION@
EOT
}

resource "aws_cloudfront_response_headers_policy" "pages" {
  name    = "${replace(var.bucket_name, ".", "-")}-pages"
  comment = "Security headers of every answer"

@PAGE_HEADERS@
}

resource "aws_cloudfront_response_headers_policy" "search" {
  name    = "${replace(var.bucket_name, ".", "-")}-search"
  comment = "The same, and WebAssembly for the worker that searches"

@SEARCH_HEADERS@
}

resource "aws_cloudfront_distribution" "shop" {
  comment             = "The shop of ${var.bucket_name}"
  enabled             = true
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = "PriceClass_100"
  default_root_object = "index.html"
  aliases             = local.has_certificate ? var.domain_names : []

  origin {
    origin_id                = "bucket"
    domain_name              = aws_s3_bucket.shop.bucket_regional_domain_name
    origin_path              = @ORIGIN_PATH@
    origin_access_control_id = aws_cloudfront_origin_access_control.shop.id
  }

  default_cache_behavior {
    target_origin_id           = "bucket"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "redirect-to-https"
    compress                   = true
    cache_policy_id            = "658327ea-f89d-4fab-a63d-7e88639e58f6" # Managed-CachingOptimized
    response_headers_policy_id = aws_cloudfront_response_headers_policy.pages.id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.addresses.arn
    }
  }

@SEARCH_BEHAVIOR@

  # A store that may not be listed answers 403 for what is not there.
  custom_error_response {
    error_code            = 403
    response_code         = 404
    response_page_path    = "/404.html"
    error_caching_min_ttl = 10
  }

  custom_error_response {
    error_code            = 404
    response_code         = 404
    response_page_path    = "/404.html"
    error_caching_min_ttl = 10
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = !local.has_certificate
    acm_certificate_arn            = local.has_certificate ? var.certificate_arn : null
    minimum_protocol_version       = local.has_certificate ? "TLSv1.2_2021" : null
    ssl_support_method             = local.has_certificate ? "sni-only" : null
  }
}

resource "aws_iam_openid_connect_provider" "github" {
  count          = local.makes_provider ? 1 : 0
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  count = local.has_subject ? 1 : 0

  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.makes_provider ? aws_iam_openid_connect_provider.github[0].arn : var.oidc_provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = [var.deploy_subject]
    }
  }
}

data "aws_iam_policy_document" "deploy" {
  statement {
    sid       = "SeeWhatIsThere"
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.shop.arn]

    condition {
      test     = "@LIST_TEST@"
      variable = "s3:prefix"
      values   = [@LIST_PREFIX@]
    }
  }

  statement {
    sid       = "ChangeTheShop"
    effect    = "Allow"
    actions   = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject"]
    resources = [local.objects_arn]
  }

  statement {
    sid       = "DropOldCopies"
    effect    = "Allow"
    actions   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
    resources = [aws_cloudfront_distribution.shop.arn]
  }
}

resource "aws_iam_role" "deploy" {
  count                = local.has_subject ? 1 : 0
  name_prefix          = "sitegen-deploy-"
  description          = "Deploys the shop, and may do nothing else"
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.trust[0].json
}

resource "aws_iam_role_policy" "deploy" {
  count  = local.has_subject ? 1 : 0
  name   = "deploy"
  role   = aws_iam_role.deploy[0].id
  policy = data.aws_iam_policy_document.deploy.json
}

output "bucket" {
  description = "bucket of the deploy target"
  value       = aws_s3_bucket.shop.id
}

output "distribution" {
  description = "distribution of the deploy target"
  value       = aws_cloudfront_distribution.shop.id
}

output "distribution_domain" {
  description = "where the addresses of the shop point to"
  value       = aws_cloudfront_distribution.shop.domain_name
}

output "deploy_role" {
  description = "the role that a deploy job assumes"
  value       = local.has_subject ? aws_iam_role.deploy[0].arn : null
}
