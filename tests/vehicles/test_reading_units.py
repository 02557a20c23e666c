"""What vendors send, as units with what was wrong in which line."""

import pytest

from freshup.domain.vehicles import UnreadableFile, guess_columns, read_table, read_units
from freshup.domain.vehicles.columns import clean_mapping
from freshup.domain.vehicles.reading import ReadFile, ReadUnit

VIN = "1HGCM82633A004352"
# The headings of four exports, as their vendors write them.
EXPORTS = {
    "vAuto": "Stock #,VIN,New/Used,Year,Make,Model,Series,Body,Color,Odometer,Price,Age",
    "HomeNet": "vin\tstock\ttype\tyear\tmake\tmodel\ttrim\tbody\text_color\tmiles\tinternetprice\tmsrp\timagelist",
    "DealerSocket": "STOCK_NUMBER|VIN|VEHICLE_TYPE|MODEL_YEAR|MAKE|MODEL|TRIM_LEVEL|MILEAGE|PRICE|DAYS_IN_STOCK",
    "vinSolutions": '"StockNumber";"VIN";"NewUsed";"VehicleYear";"Make";"VehicleModel";"Trim";"Miles";"WebPrice"',
}


def read(text: str | bytes, **mapping: str) -> ReadFile:
    table = read_table(text.encode() if isinstance(text, str) else text)
    return read_units(table, mapping or guess_columns(table.headings), this_year=2026)


def one(text: str | bytes) -> ReadUnit:
    return read(text).units[0]


def codes(found: ReadFile) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason.code) for problem in found.problems]


class TestColumns:
    @pytest.mark.parametrize("vendor", EXPORTS)
    def test_the_usual_exports_need_no_help(self, vendor: str) -> None:
        mapping = guess_columns(read_table(EXPORTS[vendor].encode()).headings)
        assert {"stock", "vin", "year", "make", "model", "trim", "odometer"} <= mapping.keys()
        assert {"price", "internet_price"} & mapping.keys()
        assert not {"Age", "DAYS_IN_STOCK"} & set(mapping.values())

    def test_what_the_last_file_was_read_by_goes_first(self) -> None:
        headings = ("Stock", "Price", "Cash", "VIN")
        assert guess_columns(headings, {"price": "Cash", "make": "Gone"})["price"] == "Cash"
        assert "make" not in guess_columns(headings, {"make": "Gone"})

    def test_a_mapping_that_names_nothing_of_the_file_is_left_out(self) -> None:
        assert clean_mapping({"stock": "Stk", "colour": "x", "vin": "No"}, ("Stk",)) == {"stock": "Stk"}

    def test_a_title_above_the_headings_is_stepped_over(self) -> None:
        assert (
            one("Gulf Honda inventory,,\nexported today,,\nStock,Make,Model\nH1,Honda,Civic\n").model
            == "Civic"
        )

    def test_two_columns_of_one_name_stay_apart(self) -> None:
        assert read_table(b"Stock,Price,Price\n").headings == ("Stock", "Price", "Price (2)")


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
    def test_letters_survive(self, encoding: str) -> None:
        text = "Stock,Make,Model,Exterior Color\nH1,Citroën,Méhari,beige\n"
        unit = one(text.encode(encoding))
        assert (unit.make, unit.model) == ("Citroën", "Méhari")

    @pytest.mark.parametrize("divider", [",", "\t", "|", ";"])
    def test_whatever_divides_the_cells(self, divider: str) -> None:
        text = divider.join(["Stock", "Model", "Trim"]) + "\n" + divider.join(["H1", '"CR-V"', "EX-L"])
        assert (one(text).model, one(text).trim) == ("CR-V", "EX-L")

    def test_a_comma_inside_quotes_is_part_of_the_cell(self) -> None:
        assert one('Stock,Model,Price\nH1,"Civic, sedan","$23,995.00"\n').price_cents == 2_399_500

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "inventory.empty"),
            (b" \r\n \r\n", "inventory.empty"),
            (b"PK\x03\x04rest", "inventory.spreadsheet"),
            (b"<html><body>Sign in</body></html>", "inventory.no_table"),
            (b"x" * (25 * 1024 * 1024 + 1), "inventory.too_large"),
            (b"Stock\n" + b"H1\n" * 50_020, "inventory.too_long"),
        ],
    )
    def test_what_is_no_table_is_refused_by_name(self, content: bytes, code: str) -> None:
        with pytest.raises(UnreadableFile) as refused:
            read(content)
        assert refused.value.reason.code == code

    def test_a_file_without_stock_and_vin_is_refused(self) -> None:
        with pytest.raises(UnreadableFile) as refused:
            read("Make,Model\nHonda,Civic\n")
        assert refused.value.reason.code == "inventory.no_names"


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "cents"),
        [
            ('"$23,995.00"', 2_399_500), ("23995", 2_399_500), ("USD 23995", 2_399_500), ('"23.995,00"', 2_399_500),
            ("0", None), ("0.00", None), ("Call", None), ("Call for price", None), ("", None), ("1.00", None),
        ],
    )  # fmt: skip
    def test_prices(self, cell: str, cents: int | None) -> None:
        found = read(f"Stock,Model,Price\nH1,Civic,{cell}\n")
        assert found.units[0].price_cents == cents
        assert found.problems == ()

    def test_the_internet_price_goes_before_the_price(self) -> None:
        assert one("Stock,Price,InternetPrice\nH1,20000,19000\n").price_cents == 1_900_000
        assert one("Stock,Price,InternetPrice\nH1,20000,0\n").price_cents == 2_000_000

    def test_what_is_no_price_is_said(self) -> None:
        assert codes(read("Stock,Price\nH1,blue\n")) == [(2, "inventory.price")]

    @pytest.mark.parametrize(("cell", "miles"), [('"12,345 mi"', 12_345), ("9", 9), ("0", None), ("", None)])
    def test_odometers(self, cell: str, miles: int | None) -> None:
        assert one(f"Stock,Model,Odometer\nH1,Civic,{cell}\n").odometer == miles

    @pytest.mark.parametrize(
        ("word", "certified", "condition"),
        [("N", "", "new"), ("USED", "", "used"), ("Pre-Owned", "", "used"), ("Used", "Yes", "certified"),
         ("CPO", "", "certified"), ("", "true", "certified"), ("True", "", "new"), ("New", "Yes", "new")],
    )  # fmt: skip
    def test_new_and_used_in_any_words(self, word: str, certified: str, condition: str) -> None:
        assert one(f"Stock,Condition,Certified\nH1,{word},{certified}\n").condition == condition

    def test_the_first_photo_of_a_list(self) -> None:
        cell = "https://pictures.example.com/1.jpg|https://pictures.example.com/2.jpg"
        assert one(f"Stock,Photos\nH1,{cell}\n").photo_url == "https://pictures.example.com/1.jpg"
        assert one("Stock,Photos\nH1,javascript:alert(1)\n").photo_url == ""

    def test_a_cell_over_the_limit_is_cut_and_said(self) -> None:
        found = read(f"Stock,Model,Trim\nH1,Civic,{'very ' * 30}\n")
        assert len(found.units[0].trim) <= 60
        assert codes(found) == [(2, "inventory.cut")]

    def test_the_second_of_one_stock_number_is_left_out_and_said(self) -> None:
        found = read("Stock,Model\nH1,Civic\n#h1,Accord\n")
        assert [unit.model for unit in found.units] == ["Civic"]
        assert codes(found) == [(3, "inventory.twice")]

    def test_a_row_without_any_name_is_left_out_and_said(self) -> None:
        assert codes(read("Stock,VIN,Model\n,,Civic\n")) == [(2, "inventory.nameless")]

    def test_the_end_of_the_vin_stands_for_a_missing_stock_number(self) -> None:
        found = read(f"Stock,VIN,Year\n,{VIN},2003\n")
        assert found.units[0].stock == VIN[-8:]
        assert codes(found) == [(2, "inventory.stock_of_vin")]

    def test_more_cells_than_headings_are_said(self) -> None:
        assert codes(read("Stock,Model\nH1,Civic,surplus\n")) == [(2, "inventory.more_cells")]

    def test_a_quote_that_is_never_closed_is_said(self) -> None:
        rows = "\n".join(f"H{n},Civic" for n in range(100))
        assert (2, "inventory.quote_open") in codes(read(f'Stock,Model\nX1,"Civic\n{rows}\n'))


class TestVins:
    def test_a_wrong_check_digit_is_kept_and_said(self) -> None:
        wrong = VIN[:8] + "9" + VIN[9:]
        found = read(f"Stock,VIN\nH1,{wrong}\n")
        assert found.units[0].vin == wrong
        assert codes(found) == [(2, "vin.check_digit")]

    def test_letters_no_vin_holds_are_read_as_figures_where_that_makes_it_right(self) -> None:
        found = read(f"Stock,VIN\nH1,{VIN.replace('0', 'O')}\n")
        assert found.units[0].vin == VIN
        assert codes(found) == [(2, "vin.repaired")]

    def test_a_short_one_is_kept_and_said(self) -> None:
        assert codes(read("Stock,VIN\nH1,3A004352\n")) == [(2, "vin.length")]

    def test_the_year_comes_from_the_vin_where_the_file_has_none(self) -> None:
        assert one(f"Stock,VIN\nH1,{VIN}\n").year == 2003

    def test_two_years_that_disagree_are_said_and_the_column_counts(self) -> None:
        found = read(f"Stock,VIN,Year\nH1,{VIN},2004\n")
        assert found.units[0].year == 2004
        assert codes(found) == [(2, "vin.year")]
