"""Compares sweep, cohort and batch as NetCDF with their tables: check_netcdf.py FOLDER, which check-netcdf.sh fills."""

import pathlib
import re
import sys

import numpy as np
import pandas as pd
import xarray as xr

FOLDER = pathlib.Path(sys.argv[1])


def opened(name):
    data = xr.open_dataset(FOLDER / f"{name}.nc")
    for key in ["title", "history", "source", "atlas", "atlas_version"]:
        assert data.attrs[key], f"{name}: no attribute {key}"
    assert data.attrs["Conventions"] == "CF-1.10"
    assert re.fullmatch("[0-9a-f]{16}", data.attrs["atlas_digest"])
    for variable in data.variables.values():
        assert variable.attrs["long_name"], f"{name}: {variable} has no long_name"
        if variable.dtype.kind == "f":
            assert variable.attrs["units"], f"{name}: {variable} has no unit"
        if "flag_values" in variable.attrs:
            values, words = np.atleast_1d(variable.attrs["flag_values"]), variable.attrs["flag_meanings"].split(" ")
            assert values.dtype == variable.dtype and len(words) == len(values) == len(set(words))
            assert set(np.unique(variable)) <= set(values)
    return data


def flag_words(variable):
    """The words that the values of a flag variable stand for."""
    words = dict(zip(variable.attrs["flag_values"], variable.attrs["flag_meanings"].split(" ")))
    return np.array([words[value] for value in variable.values])


def same(a, b):
    np.testing.assert_array_equal(np.asarray(a), np.asarray(b))


def sweep():
    data, table = opened("sweep"), pd.read_csv(FOLDER / "sweep.csv", comment="#", dtype=str, keep_default_na=False)
    assert dict(data.sizes) == {"point": len(table), "posture.words": 4, "variant.words": 3}
    for name in table.columns[1:]:
        if name in ("posture", "variant"):
            same(data[f"{name}.words"][data[name]], table[name])
            assert (table[name].map(lambda word: re.sub("[:=,]", "_", word)) == flag_words(data[name])).all()
        else:
            same(data[name], [float(text or "nan") for text in table[name]])
    units = {name: data[name].attrs["units"] for name in ["weeks", "pressure.infrapiriform-foramen", "finding.test.slr"]}
    assert list(units.values()) == ["week", "mmHg", "1"], units
    assert data["strain.fibular-neck"].isnull().all() and data["tension.piriformis"].notnull().all()
    assert data.attrs["study"] == (FOLDER / "study.yaml").read_text()
    assert data.attrs["seed"] == 8999999999999999


def cohort():
    data, table = opened("cohort"), pd.read_csv(FOLDER / "cohort.csv", keep_default_na=False)
    findings = [name for name in table.columns if "." in name]
    assert data.sizes["case"] == len(table) and list(data["finding"].values) == list(findings)
    assert data["value"].dims == ("case", "finding") and data["value"].dtype == np.int32
    for name in findings:
        labels = data["value_label"].sel(finding=name)[data["value"].sel(finding=name)]
        same(labels, table[name].astype(str))
    same(data["case_id"], table["id"])
    same(data["truth"], table["truth"])
    same(data["age"], table["age"])
    assert data["age"].attrs["units"] == "year"
    for name in ["sex", "side"]:
        same(flag_words(data[name]), table[name])
    assert data.attrs["seed"] == 0 and data.attrs["setting"]


def batch():
    data, table = opened("batch"), pd.read_csv(FOLDER / "batch.csv", keep_default_na=False)
    same(data["case_id"], table["id"])
    for rank, (site, probability) in enumerate(
        [("first", "probability_of_first"), ("second", "probability_of_second"), ("third", "probability_of_third")]
    ):
        place = data["ranked"].isel(rank=rank)
        same(data["site"][place], table[site])
        shown = data["posterior"].isel(site=place)
        np.testing.assert_allclose(shown, table[probability], atol=5.1e-7)
        same(shown, [data["posterior"].sel(site=s, case=n) for n, s in enumerate(table[site])])
    np.testing.assert_allclose(data["expected_lesions"], table["expected_lesions"], atol=5.1e-7)
    same(flag_words(data["tier"]), table["tier"].replace("", "none"))
    same(data["truth"], table["truth"])
    same(data["exclude_first"], table["exclude_first"])
    same(data["truth_rank"].astype(str), table["rank_of_truth"].astype(str).replace("", "0"))
    assert data["posterior"].dims == ("case", "site") and (data["log_evidence"] < 0).all()


sweep()
cohort()
batch()
print("sweep, cohort and batch: xarray reads what the tables say")
