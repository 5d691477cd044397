"""What is sold, asked and written on channels of the mock of streams.live, from its beginning to its end."""

from __future__ import annotations

import pytest
from streams_live import CHANNEL, SLUG, VIEWER, StreamsLive


def product_ids(asked: StreamsLive, channel: str) -> list[int]:
    return [product["id"] for product in asked.get("listChannelProducts", id=channel)]


def test_products_are_offered_ordered_and_withdrawn() -> None:
    asked = StreamsLive()
    here = asked.channel()
    form = {"name": "Rye", "link": "https://shop.example.com/rye", "price": 4.5, "image": "not really a picture"}
    made = asked.get("addChannelProduct", form, id=here)
    other = asked.get("createProduct", {"name": "Wheat", "link": "https://a.example", "price": 3, "image": []})[0]

    assert (made["name"], made["price"], product_ids(asked, here)) == ("Rye", 4.5, [made["id"]])
    assert (other["name"], other["price"]) == ("Wheat", 3)
    asked.get("enableChannelProduct", {"image": "not really a picture"}, id=here, productId=str(other["id"]))
    assert product_ids(asked, here) == [made["id"], other["id"]]
    asked.call("orderChannelProducts", {"order": [other["id"]]}, eventId=here)
    assert product_ids(asked, here) == [other["id"], made["id"]]
    assert [product["id"] for product in asked.get("getChannel", id=here)["products"]["data"]] == [
        other["id"],
        made["id"],
    ]
    asked.call("orderChannelProducts", {"order": [4]}, eventId=here)
    assert product_ids(asked, here) == [other["id"], made["id"]]
    asked.call("promoteChannelProduct", eventId=here, productId=other["id"])
    assert asked.get("listChannelProducts", id=here)[0]["bumped"] is True
    assert asked.get("disableChannelProduct", id=here, productId=str(other["id"]))[0]["id"] == other["id"]
    assert product_ids(asked, here) == [made["id"]]
    assert asked.call("deleteProduct", productId=str(made["id"])).status == 204
    assert (product_ids(asked, here), asked.get("getChannel", id=here)["withProducts"]) == ([], False)
    assert asked.call("deleteProduct", productId=str(made["id"])).status == 404


def test_a_product_is_changed_copied_and_found_where_it_is_not_offered() -> None:
    asked = StreamsLive()
    form = {"name": "Crumbs", "link": "https://b.example", "price": 9999999, "image[]": ["one", "two"]}

    changed = asked.get("updateProduct", form, productId="5")[0]
    copied = asked.get("patchProduct", productId="5")

    assert (changed["id"], changed["name"], changed["price"]) == (5, "Crumbs", 9999999)
    assert (copied["name"], copied["id"] == 5) == ("Crumbs", False)
    elsewhere = asked.get("listProductsWithoutChannel", {"eventId": CHANNEL, "term": "crumb"})
    assert [product["id"] for product in elsewhere] == [5, copied["id"]]
    assert [product["id"] for product in asked.get("listProductsWithoutChannel", {"eventId": CHANNEL})] == [
        5,
        copied["id"],
    ]
    assert asked.get("getProductJson", productId="5") == changed


def test_everybody_has_products_and_contracts_of_their_own() -> None:
    asked = StreamsLive()
    asked.get("createProduct", {"name": "Ladle", "link": "https://c.example", "price": 3, "image": []}, token=VIEWER)
    asked.call("deploySmartContract", {"contractType": 1}, token=VIEWER)

    assert [product["id"] for product in asked.get("listChannelUserProducts")] == [4, 5]
    assert asked.get("listSmartContracts") == []


def test_products_of_shops_come_and_go() -> None:
    asked = StreamsLive()
    here = asked.channel()
    entry = {"data": {"name": "Kit", "reference": "7", "image": "https://a.example/kit.jpg"}}

    brought = asked.get("updateShopifyProducts", {"eventId": here, "products": [entry]})
    assert product_ids(asked, here) == [product["id"] for product in brought]
    assert [product["name"] for product in asked.get("listShopifyProducts")] == ["Kit"]
    asked.call("deleteShopifyProducts", {"eventId": here})
    assert product_ids(asked, here) == []
    data = {"name": "Tin", "price": 8, "image": "https://a.example/tin.jpg"}
    asked.call("updateAppProduct", {"eventId": here, "data": data})
    assert [product["name"] for product in asked.get("listAppProducts")] == ["Tin"]


def test_a_variant_and_an_nft_are_put_on_a_channel() -> None:
    asked = StreamsLive()
    here = asked.channel()
    variant = asked.get("updateChannelVariants", {"reference": 9, "product_id": 4}, eventId=here)
    nft = asked.get("createNft", {"name": "Recipe", "price": 1, "quantity": 0, "image": [], "link": "a"})

    assert asked.call("deleteChannelVariant", eventId=here, variantId=variant["id"]).status == 200
    assert asked.call("deleteChannelVariant", eventId=here, variantId=variant["id"]).status == 404
    assert asked.call("deleteChannelVariant", eventId=here, variantId="136").status == 404
    assert asked.call("updateChannelVariants", {"reference": 9, "product_id": 999}, eventId=here).status == 422
    assert [item["id"] for item in asked.get("listNftsWithoutChannel", {"eventId": here})] == [7, nft["id"]]
    asked.call("enableChannelNfts", {"nft_id": nft["id"]}, id=here)
    assert [item["id"] for item in asked.get("listChannelNfts", id=here)] == [nft["id"]]
    assert asked.get("getChannel", id=here)["nftsEnabled"] is True
    assert [item["id"] for item in asked.get("listNftsWithoutChannel", {"eventId": here})] == [7]


def test_contracts_are_deployed_and_deleted() -> None:
    asked = StreamsLive()
    asked.call("deploySmartContract", {"contractType": 2})

    assert [contract["type"] for contract in asked.get("listSmartContracts")] == [2]
    asked.call("deleteSmartContract")
    assert asked.get("listSmartContracts") == []


@pytest.mark.parametrize("by", ["eventSlug", "eventId"])
def test_a_question_is_asked_voted_on_and_archived(by: str) -> None:
    asked = StreamsLive()
    here = asked.get("getChannel", id=asked.channel())
    named = {"eventSlug": here["slug"], "eventId": here["id"]}
    asked_one = asked.get("createQuestion", {"question": "Rye?", "eventId": here["slug"]}, token="")

    def votes() -> list[int]:
        return [item["votes"] for item in asked.get("readQuestions", {by: named[by]}, token="")]

    seen = [votes()]
    for direction in (2, 2, 1):
        asked.call("voteQuestion", {"questionId": asked_one["id"], "direction": direction}, token="")
        seen.append(votes())

    assert seen == [[0], [1], [2], [1]]
    assert asked.get("getChannel", id=here["id"])["questionsCount"] == 1
    archive = {"questionId": asked_one["id"], "eventSlug": here["slug"]}
    assert asked.call("archiveQuestion", {**archive, "eventSlug": SLUG}).status == 422
    assert asked.call("archiveQuestion", archive).status == 200
    assert votes() == []
    assert asked.get("getChannel", id=here["id"])["questionsCount"] == 0


def test_a_message_is_written_read_and_deleted() -> None:
    asked = StreamsLive()
    here = asked.get("getChannel", id=asked.channel())
    sent = asked.get("sendMessage", {"data": "Rye.", "thread_id": here["thread_id"]})
    asked.call("sendGuestMessage", {"data": "Wheat.", "thread_id": here["thread_id"], "reply_for": "x"}, token="")
    thread = {"threadSlug": here["slug"], "userId": "72"}

    assert [message["data"] for message in asked.get("readThread", thread)] == ["Rye.", "Wheat."]
    assert asked.get("getChannel", id=here["id"])["chatCount"] == 2
    assert asked.call("deleteMessage", {"thread_slug": SLUG, "message_id": sent["id"]}).status == 422
    assert asked.call("deleteMessage", {"thread_slug": here["slug"], "message_id": sent["id"]}).status == 200
    assert [message["data"] for message in asked.get("readThread", thread)] == ["Wheat."]


@pytest.mark.parametrize("token", ["", "mock-token"])
def test_a_cart_is_filled_changed_and_emptied(token: str) -> None:
    asked = StreamsLive()
    here = asked.channel()
    item, more = (asked.get("addCartItem", eventId=here, token=token) for _ in range(2))
    place = {"eventId": here, "cart": item["cart_id"], "item": item["id"], "token": token}

    assert (item["cart_id"] == more["cart_id"]) == bool(token)
    assert asked.get("updateCartItem", **place)["id"] == item["id"]
    cart = asked.get("updateCart", **{**place, "cart": "checkout", "item": item["cart_id"]})
    assert (cart["id"], cart["type"]) == (item["cart_id"], "checkout")
    assert asked.call("deleteCartItem", **{**place, "eventId": CHANNEL}).status == 404
    assert asked.call("deleteCartItem", **place).status == 200
    assert asked.call("deleteCartItem", **place).status == 404
    assert asked.call("updateCartItem", **place).status == 404
