"""What is sold on streams.live: products, NFTs, carts, and the shops that are connected."""

from __future__ import annotations

from calls.table import Call

_HERE = {"id": "$channel"}
_EVENT = {"event_id": "$channel"}
_PRODUCT = {"product_id": "{product}"}
_OFFER = {**_HERE, **_PRODUCT}
_PICTURE = b"\x89PNG\r\n\x1a\n\x00\xff--not really a picture"
_TIN = {"name": "Tin", "price": 8, "image": "https://shop.example.com/tin.jpg"}
_KIT = {"reference": "7314", "name": "Kit", "image": "https://shop.example.com/kit.jpg"}
_HERE_TOO = ("ShopifyChannelRequest", {"eventId": "$channel"})

_OFFERS = (
    Call(
        "createProduct",
        "ProductListEnvelope",
        {"data.0": ("Product", ...), "data.0.name": ("str", "Loaf"), "data.0.reference": ("NoneType", None)},
        body=(
            "CreateProductRequest",
            {"name": "Loaf", "link": "https://shop.example.com/loaf", "price": 2.5, "image": []},
        ),
        save={"product": "data.0.id"},
    ),
    Call(
        "updateProduct",
        "ProductListEnvelope",
        {"data.0.id": ("int", "$product"), "data.0.name": ("str", "Two loaves"), "data.0.price": ("float", 4.5)},
        arguments=_PRODUCT,
        body=(
            "UpdateProductForm",
            {"name": "Two loaves", "link": "https://shop.example.com/2", "price": 4.5, "image[]": [_PICTURE, _PICTURE]},
        ),
    ),
    Call(
        "enableChannelProduct",
        "ProductEnvelope",
        {"data": ("Product", ...), "data.id": ("int", "$product"), "data.quantity.no_limit": ("bool", True)},
        arguments=_OFFER,
        body=("EnableChannelProductForm", {"image": _PICTURE}),
    ),
    Call(
        "addChannelProduct",
        "ProductEnvelope",
        {"data.name": ("str", "Crumbs"), "data.variants.data": ("list", [])},
        arguments=_HERE,
        body=(
            "AddChannelProductForm",
            {"name": "Crumbs", "link": "https://shop.example.com/crumbs", "price": 0.5, "image": _PICTURE},
        ),
        save={"crumbs": "data.id"},
    ),
    Call(
        "orderChannelProducts",
        "dict",
        {"data.0.id": ("int", "$crumbs"), "data.1.id": ("int", "$product")},
        arguments=_EVENT,
        body=("OrderChannelProductsRequest", {"order": ["$crumbs", "$product"]}),
    ),
    Call("listChannelProducts", "ProductListEnvelope", {"data.1.id": ("int", "$product")}, arguments=_HERE),
    Call("listChannelUserProducts", "ProductListEnvelope", {"data.-1.id": ("int", "$crumbs")}, arguments=_HERE),
    Call(
        "promoteChannelProduct", "dict", {"data.bumped": ("bool", True)}, arguments={**_EVENT, "product_id": "$product"}
    ),
    Call(
        "updateChannelVariants",
        "dict",
        {"data.reference": ("int", 9)},
        arguments=_EVENT,
        body=("UpdateChannelVariantsRequest", {"reference": 9, "product_id": "$product"}),
        save={"variant": "data.id"},
    ),
    Call("deleteChannelVariant", "NoneType", {}, arguments={**_EVENT, "variant_id": "$variant"}),
    Call("disableChannelProduct", "ProductListEnvelope", {"data.0.id": ("int", "$product")}, arguments=_OFFER),
    Call(
        "listProductsWithoutChannel",
        "ProductListEnvelope",
        {"data.-1.id": ("int", "$product")},
        body=("ListProductsWithoutChannelRequest", {"eventId": "$channel", "term": "loaves"}),
    ),
    Call("checkProductAvailability", "dict", {"data.available": ("bool", True)}, arguments=_PRODUCT),
    Call("getProductJson", "dict", {"data.id": ("int", "$product")}, arguments=_PRODUCT),
    Call(
        "updateProductTransaction",
        "dict",
        {"data.id": ("int", "$product")},
        body=("UpdateProductTransactionRequest", {"productId": "$product", "json": '["paid"]'}),
    ),
    Call("patchProduct", "dict", {"data.name": ("str", "Two loaves")}, arguments=_PRODUCT, save={"copy": "data.id"}),
    Call("deleteProduct", "NoneType", {}, arguments={"product_id": "{copy}"}, status=204),
    Call(
        "deleteProduct",
        "ErrorEnvelope",
        {"error": ("Error", ...)},
        arguments={"product_id": "{copy}"},
        status=404,
        error="NotFoundError",
    ),
)

_NFTS = (
    Call(
        "createNft",
        "dict",
        {"data.quantity": ("int", 50)},
        body=("CreateNftRequest", {"name": "Recipe", "price": 4.5, "quantity": 50, "image": ["a.png"], "link": "a"}),
        save={"nft": "data.id"},
    ),
    Call(
        "listNftsWithoutChannel",
        "dict",
        {"data.-1.id": ("int", "$nft")},
        body=("ListProductsWithoutChannelRequest", {"eventId": "$channel", "term": "recipe"}),
    ),
    Call(
        "enableChannelNfts",
        "dict",
        {"data.id": ("int", "$nft")},
        arguments=_HERE,
        body=("EnableChannelNftsRequest", {"nft_id": "$nft"}),
    ),
    Call("listChannelNfts", "dict", {"data.0.id": ("int", "$nft")}, arguments=_HERE),
    Call(
        "deploySmartContract",
        "dict",
        {"data.type": ("int", 2)},
        body=("DeploySmartContractRequest", {"contractType": 2}),
    ),
    Call("listSmartContracts", "dict", {"data.0.type": ("int", 2)}),
    Call("deleteSmartContract", "NoneType", {}),
)

_CARTS = (
    Call(
        "addCartItem",
        "dict",
        {"data.quantity": ("int", 1)},
        arguments=_EVENT,
        save={"cart": "data.cart_id", "item": "data.id"},
    ),
    Call(
        "updateCart", "dict", {"data.id": ("str", "$cart")}, arguments={**_EVENT, "cart": "checkout", "item": "$cart"}
    ),
    Call(
        "updateCartItem", "dict", {"data.id": ("str", "$item")}, arguments={**_EVENT, "cart": "$cart", "item": "$item"}
    ),
    Call("deleteCartItem", "NoneType", {}, arguments={**_EVENT, "cart": "$cart", "item": "$item"}),
)

_APPS = (
    Call("listApps", "dict", {"data.0.name": ("str", "WooCommerce")}, save={"app": "data.0.id"}),
    *(
        Call(
            operation,
            "dict",
            {"data.enabled": ("bool", on)},
            body=("SwitchAppRequest", {"appId": "$app", "direction": on}),
        )
        for operation, on in (("enableApp", True), ("disableApp", False))
    ),
    *(Call(operation, "dict", {"data.0.id": ("str", "$app")}) for operation in ("showApp", "checkApp")),
    *(
        Call(operation, "dict", {"data.0.id": ("str", "$channel")})
        for operation in ("listAppChannels", "listAppChannelStatuses")
    ),
    Call("getAppChannel", "dict", {"data.id": ("str", "$channel")}, arguments={"event_slug": "$slug"}),
    Call(
        "updateAppProduct",
        "dict",
        {"data.0.name": ("str", "Tin")},
        body=(
            "UpdateAppProductRequest",
            {"eventId": "$channel", "data": _TIN, "full": False, "variants": [{"name": "Small", "price": 7.5}]},
        ),
    ),
    Call("listAppProducts", "dict", {"data.0.variants.data.0.price": ("float", 7.5)}),
    Call(
        "authorizeWoo",
        "NoneType",
        {},
        body=(
            "AuthorizeWooRequest",
            {"key_id": 7, "user_id": "a", "consumer_key": "not-a-real-key", "consumer_secret": "not-a-real-secret"},
        ),
    ),
    *(
        Call(operation, "NoneType", {})
        for operation in ("updateApp", "createAppOrder", "preauthorizeWoo", "deleteAppProduct")
    ),
)

_SHOPIFY = (
    Call(
        "completeShopifyOAuth",
        "NoneType",
        {},
        body=(
            "CompleteShopifyOAuthRequest",
            {"code": "not-a-real-code", "hmac": "not-a-real-hmac", "shop": "a.myshopify.com", "timestamp": 1680861156},
        ),
    ),
    Call(
        "updateShopifyProducts",
        "dict",
        {"data.0.name": ("str", "Kit"), "data.0.reference": ("str", "7314")},
        body=("UpdateShopifyProductsRequest", {"eventId": "$channel", "products": [{"data": _KIT}]}),
    ),
    Call("listShopifyProducts", "dict", {"data.0.name": ("str", "Kit")}),
    Call("deleteShopifyProducts", "NoneType", {}, body=_HERE_TOO),
    Call("updateShopifyDemoPage", "NoneType", {}, body=_HERE_TOO),
    *(
        Call(operation, "NoneType", {})
        for operation in (
            "authorizeShopify",
            "checkShopify",
            "checkShopifyAuthorization",
            "checkShopifyConnection",
            "deauthorizeShopify",
            "deleteShopifyCustomer",
            "deleteShopifyShop",
            "requestShopifyData",
        )
    ),
)

CALLS = (*_OFFERS, *_NFTS, *_CARTS, *_APPS, *_SHOPIFY)
