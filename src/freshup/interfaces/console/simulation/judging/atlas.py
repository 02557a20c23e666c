"""Where a postal code or an area code lies, typed once more from the public lists.

Postal codes: the United States Postal Service's list of first three digits (Publication 65, L002), where one state and
one zone are certain; prefixes that two zones share are left out. Area codes: the North American Numbering Plan
Administrator's list. Zones: 49 CFR 71.
"""

from functools import cache
from typing import Final, NamedTuple

EAST, CENTRAL, MOUNTAIN, PACIFIC = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)
PHOENIX, ALASKA, HAWAII, PUERTO_RICO = (
    "America/Phoenix",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)
MAINLAND: Final = (EAST, CENTRAL, MOUNTAIN, PACIFIC)


class Place(NamedTuple):
    """A state ("" where nobody knows) and a zone."""

    state: str
    zone: str


_PREFIXES: Final = (
    ("PR", PUERTO_RICO, "006-007 009"), ("NY", EAST, "005 100-149"), ("MA", EAST, "010-027"), ("RI", EAST, "028-029"),
    ("NH", EAST, "030-038"), ("ME", EAST, "039-049"), ("VT", EAST, "050-059"), ("CT", EAST, "060-062 064-069"),
    ("NJ", EAST, "070-089"), ("PA", EAST, "150-196"), ("DE", EAST, "197-199"), ("DC", EAST, "200 202-205"),
    ("VA", EAST, "201 220-246"), ("MD", EAST, "206-212 214-219"), ("WV", EAST, "247-268"), ("NC", EAST, "270-289"),
    ("SC", EAST, "290-299"), ("GA", EAST, "300-319 398-399"), ("FL", EAST, "320-323 326-339 341-342 344 346-347 349"),
    ("FL", CENTRAL, "324-325"), ("AL", CENTRAL, "350-352 354-369"), ("TN", CENTRAL, "370-372 380-385"),
    ("TN", EAST, "374 376-379"), ("MS", CENTRAL, "386-397"), ("KY", EAST, "400 402-418"), ("KY", CENTRAL, "420-424"),
    ("OH", EAST, "430-459"), ("IN", EAST, "460-462 466-468 470-474 478"), ("IN", CENTRAL, "463-464 476-477"),
    ("MI", EAST, "480-497"), ("IA", CENTRAL, "500-516 520-528"), ("WI", CENTRAL, "530-532 534-535 537-549"),
    ("MN", CENTRAL, "550-551 553-567"), ("SD", CENTRAL, "570-574"), ("SD", MOUNTAIN, "577"),
    ("ND", CENTRAL, "580-584 587-588"), ("MT", MOUNTAIN, "590-599"), ("IL", CENTRAL, "600-620 622-629"),
    ("MO", CENTRAL, "630-631 633-641 644-658"), ("KS", CENTRAL, "660-662 664-676 679"),
    ("NE", CENTRAL, "680-681 683-689"), ("NE", MOUNTAIN, "693"), ("LA", CENTRAL, "700-701 703-708 710-714"),
    ("AR", CENTRAL, "716-729"),
    ("OK", CENTRAL, "730-731 734-741 743-749"), ("TX", CENTRAL, "750-770 772-797"), ("TX", MOUNTAIN, "799 885"),
    ("CO", MOUNTAIN, "800-816"), ("WY", MOUNTAIN, "820-831"), ("ID", MOUNTAIN, "832-834 836-837"),
    ("ID", PACIFIC, "838"), ("UT", MOUNTAIN, "840-847"), ("AZ", PHOENIX, "850-853 855-857 859 863-864"),
    ("NM", MOUNTAIN, "870-871 873-884"),
    ("NV", PACIFIC, "889-891 893-895 897"), ("CA", PACIFIC, "900-908 910-928 930-961"), ("HI", HAWAII, "967-968"),
    ("OR", PACIFIC, "970-978"), ("WA", PACIFIC, "980-986 988-994"), ("AK", ALASKA, "995-999"),
)  # fmt: skip
# The strip of the Florida panhandle that keeps Eastern time.
_EXCEPTIONS: Final = {"32456": Place("FL", EAST), "32457": Place("FL", EAST)}

_AREAS: Final = (
    ("AL", CENTRAL, "205 251 256 334 659 938"), ("AK", ALASKA, "907"), ("AZ", PHOENIX, "480 520 602 623 928"),
    ("AR", CENTRAL, "327 479 501 870"),
    ("CA", PACIFIC, "209 213 279 310 323 341 350 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707"
     " 714 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951"),
    ("CO", MOUNTAIN, "303 719 720 970 983"), ("CT", EAST, "203 475 860 959"), ("DE", EAST, "302"),
    ("DC", EAST, "202 771"),
    ("FL", EAST, "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954"),
    ("FL", CENTRAL, "448 850"), ("GA", EAST, "229 404 470 478 678 706 762 770 912 943"), ("HI", HAWAII, "808"),
    ("ID", MOUNTAIN, "208 986"), ("ID", PACIFIC, "208 986"),
    ("IL", CENTRAL, "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872"),
    ("IN", EAST, "219 260 317 463 574 765 812 930"), ("IN", CENTRAL, "219 574 812 930"),
    ("IA", CENTRAL, "319 515 563 641 712"), ("KS", CENTRAL, "316 620 785 913"), ("KS", MOUNTAIN, "620 785"),
    ("KY", EAST, "270 364 502 606 859"), ("KY", CENTRAL, "270 364 606"), ("LA", CENTRAL, "225 318 337 457 504 985"),
    ("ME", EAST, "207"), ("MD", EAST, "227 240 301 410 443 667"),
    ("MA", EAST, "339 351 413 508 617 774 781 857 978"),
    ("MI", EAST, "231 248 269 313 517 586 616 679 734 810 906 947 989"), ("MI", CENTRAL, "906"),
    ("MN", CENTRAL, "218 320 507 612 651 763 924 952"), ("MS", CENTRAL, "228 471 601 662 769"),
    ("MO", CENTRAL, "235 314 417 557 573 636 660 816 975"), ("MT", MOUNTAIN, "406"),
    ("NE", CENTRAL, "308 402 531"), ("NE", MOUNTAIN, "308"), ("NV", PACIFIC, "702 725 775"),
    ("NH", EAST, "603"), ("NJ", EAST, "201 551 609 640 732 848 856 862 908 973"), ("NM", MOUNTAIN, "505 575"),
    ("NY", EAST, "212 315 329 332 347 363 465 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929 934"),
    ("NC", EAST, "252 336 472 704 743 828 910 919 980 984"), ("ND", CENTRAL, "701"), ("ND", MOUNTAIN, "701"),
    ("OH", EAST, "216 220 234 283 326 330 380 419 436 440 513 567 614 740 937"),
    ("OK", CENTRAL, "405 539 572 580 918"), ("OR", PACIFIC, "458 503 541 971"), ("OR", MOUNTAIN, "458 541"),
    ("PA", EAST, "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878"), ("PR", PUERTO_RICO, "787 939"),
    ("RI", EAST, "401"), ("SC", EAST, "803 821 839 843 854 864"), ("SD", CENTRAL, "605"), ("SD", MOUNTAIN, "605"),
    ("TN", CENTRAL, "423 615 629 731 901 931"), ("TN", EAST, "423 865"),
    ("TX", CENTRAL, "210 214 254 281 325 346 361 409 430 432 469 512 621 682 713 726 737 806 817 830 832 903 936 940"
     " 945 956 972 979"),
    ("TX", MOUNTAIN, "915"), ("UT", MOUNTAIN, "385 435 801"), ("VT", EAST, "802"),
    ("VA", EAST, "276 434 540 571 686 703 757 804 826 948"), ("WA", PACIFIC, "206 253 360 425 509 564"),
    ("WV", EAST, "304 681"), ("WI", CENTRAL, "262 274 353 414 534 608 715 920"), ("WY", MOUNTAIN, "307"),
)  # fmt: skip


def _zips() -> dict[str, Place]:
    found = {}
    for state, zone, written in _PREFIXES:
        for span in written.split():
            first, _, last = span.partition("-")
            for number in range(int(first), int(last or first) + 1):
                found[f"{number:03}"] = Place(state, zone)
    return found


def _areas() -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for state, zone, codes in _AREAS:
        for code in codes.split():
            found[code] = (*found.get(code, ()), Place(state, zone))
    return found


ZIPS: Final = _zips()
AREAS: Final = _areas()
STATES: Final = {
    state: tuple(dict.fromkeys(Place(state, zone) for known, zone, _ in _PREFIXES if known == state))
    for state, _, _ in _PREFIXES
}


@cache
def _at_home(region: str, postal_code: str) -> tuple[Place, ...]:
    written = postal_code.strip()
    at_zip = _EXCEPTIONS.get(written[:5]) or ZIPS.get(written[:3])
    return (at_zip,) if at_zip else STATES.get(region.strip().upper(), ())


def places(region: str, postal_code: str, address: str) -> tuple[Place, ...]:
    """Where a customer may be, by where they live and by the area code of the number; both when they disagree.

    Empty when neither says anything.
    """
    at_home = _at_home(region, postal_code)
    by_number = AREAS.get(address[2:5], ()) if address.startswith("+1") else ()
    if not at_home or not by_number or all(one in by_number for one in at_home):
        return at_home or by_number
    return tuple(dict.fromkeys(at_home + by_number))
