"""A lead that shows a manager the whole way in: it looks like a provider's, and its answer goes to the manager."""

from datetime import datetime
from xml.sax.saxutils import escape


def sample_adf(*, store: str, email: str, name: str, now: datetime, number: str) -> bytes:
    """An ADF document of an invented customer who can be reached at the tester's own address."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<?adf version="1.0"?>
<adf>
  <prospect status="new">
    <id sequence="1" source="Freshup test">{escape(number)}</id>
    <requestdate>{now.isoformat(timespec="seconds")}</requestdate>
    <vehicle interest="buy" status="used">
      <year>2023</year>
      <make>Toyota</make>
      <model>RAV4</model>
      <trim>XLE</trim>
      <stock>TEST-1</stock>
    </vehicle>
    <customer>
      <contact>
        <name part="first">Test</name>
        <name part="last">{escape(name)}</name>
        <email>{escape(email)}</email>
        <phone type="cellphone">239-555-0100</phone>
      </contact>
      <comments>This is a test lead, sent from the settings. Is the RAV4 still there? Number {escape(number)}</comments>
    </customer>
    <vendor><vendorname>{escape(store)}</vendorname></vendor>
    <provider><name part="full">Freshup test</name></provider>
  </prospect>
</adf>
""".encode()
