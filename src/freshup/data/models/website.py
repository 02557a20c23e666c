"""What happens on the store's own website: chats, visits, vehicle pages seen."""

from django.db import models

from freshup.data.models.fields import rooftop_copy


class Chat(models.Model):
    """One talk in the widget of the store's site, from its first line; a lead once somebody can be reached.

    The visitor holds a secret, found here by hash. States: bot, waiting (for a person), person, ended. `captured` is
    what they told the flow so far, in their own words; erasure blanks it.
    """

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, db_index=False, related_name="+")
    key = models.ForeignKey("data.IntakeKey", on_delete=models.PROTECT, db_index=False, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    state = models.CharField(max_length=8, default="bot")
    language = models.CharField(max_length=8, default="en")
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    # The submission that made it a lead, found by this receipt.
    receipt = models.UUIDField(null=True)
    opportunity = models.ForeignKey(
        "data.Opportunity",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    staff = models.ForeignKey(
        "data.Staff",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    asked_person_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    visitor_token = models.CharField(max_length=40, blank=True)
    page = models.CharField(max_length=300, blank=True)
    flow = models.JSONField(default=dict)
    captured = models.JSONField(default=dict)
    remote_address = models.GenericIPAddressField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "chat"
        indexes = [
            models.Index(fields=["rooftop", "-last_at", "-id"], name="chat_by_store"),
            models.Index(
                fields=["opportunity"],
                name="chat_of_opportunity",
                condition=models.Q(opportunity__isnull=False),
            ),
            models.Index(
                fields=["receipt"],
                name="chat_to_join",
                condition=models.Q(opportunity__isnull=True, receipt__isnull=False),
            ),
        ]


class ChatLine(models.Model):
    """One line of a chat. `who`: visitor, bot, person. `data`: choices offered, units shown; ids and codes.

    `draft`: a model's suggestion that a person has yet to send.
    """

    rooftop = rooftop_copy()
    chat = models.ForeignKey(Chat, on_delete=models.PROTECT, db_index=False, related_name="lines")
    who = models.CharField(max_length=8)
    user = models.ForeignKey(
        "data.User",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    at = models.DateTimeField()
    words = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    draft = models.BooleanField(default=False)
    by_model = models.BooleanField(default=False)

    class Meta:
        db_table = "chat_line"
        indexes = [models.Index(fields=["chat", "id"], name="chat_line_in_order")]


class WebVisitor(models.Model):
    """A browser on the store's site, by a random name it keeps itself; a person once they said who they are.

    `counted_*` is what their opportunity's score already knows of.
    """

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, db_index=False, related_name="+")
    token = models.CharField(max_length=40)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    visits = models.PositiveIntegerField(default=1)
    vehicle_pages = models.PositiveIntegerField(default=0)
    counted_visits = models.PositiveIntegerField(default=0)
    counted_pages = models.PositiveIntegerField(default=0)
    person = models.ForeignKey(
        "data.Person",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    opportunity = models.ForeignKey(
        "data.Opportunity",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    joined_at = models.DateTimeField(null=True)
    joined_by = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "web_visitor"
        indexes = [
            models.Index(
                fields=["opportunity"],
                name="visitor_of_opportunity",
                condition=models.Q(opportunity__isnull=False),
            ),
            models.Index(fields=["last_at"], name="visitor_to_forget"),
        ]
        constraints = [models.UniqueConstraint(fields=["rooftop", "token"], name="visitor_once_a_store")]


class WebPage(models.Model):
    """A page of the store's site that was looked at; deleted when its retention ends."""

    rooftop = rooftop_copy()
    visitor = models.ForeignKey(WebVisitor, on_delete=models.CASCADE, db_index=False, related_name="pages")
    at = models.DateTimeField()
    visit = models.PositiveIntegerField()
    path = models.CharField(max_length=300)
    unit = models.ForeignKey(
        "data.Unit",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        db_table = "web_page"
        indexes = [
            models.Index(fields=["visitor", "-at", "-id"], name="web_page_of_visitor"),
            models.Index(fields=["at"], name="web_page_to_forget"),
        ]
