//! Rows of embedding tables.

use super::arguments::{Array, Size, guard, require};
use crate::kernels::gather;
use napi::Result;
use napi_derive::napi;

fn check_ids(name: &str, ids: &[i32], rows: usize) -> Result<()> {
    match gather::first_wrong_id(ids, rows) {
        None => Ok(()),
        Some(at) => require(false, || format!("{name}[{at}] is {}, the table has {rows} rows", ids[at])),
    }
}

/// `out [n, width]`: row `ids[i]` of `table [rows, width]`.
#[napi]
pub fn gather_rows(table: Array<f32>, ids: Array<i32>, out: Array<f32>, rows: Size, width: Size) -> Result<()> {
    guard(|borrows| {
        let (rows, width) = (rows.0, width.0);
        let table = borrows.read("table", &table, &[rows, width])?;
        let ids = borrows.read_any("ids", &ids)?;
        let out = borrows.write("out", &out, &[ids.len(), width])?;
        check_ids("ids", ids, rows)?;
        gather::gather_rows(table, ids, out, width);
        Ok(())
    })
}

/// `out [rows, width]`: row r is the sum of the rows i of `dy [n, width]` with `ids[i]` = r.
#[napi]
pub fn scatter_add_rows(dy: Array<f32>, ids: Array<i32>, out: Array<f32>, rows: Size, width: Size) -> Result<()> {
    guard(|borrows| {
        let (rows, width) = (rows.0, width.0);
        let ids = borrows.read_any("ids", &ids)?;
        let dy = borrows.read("dy", &dy, &[ids.len(), width])?;
        let out = borrows.write("out", &out, &[rows, width])?;
        check_ids("ids", ids, rows)?;
        gather::scatter_add_rows(dy, ids, out, width);
        Ok(())
    })
}

/// `out [n, width] = word[inputIds] + position[positionIds] + segment[segmentIds]`.
#[napi]
#[allow(clippy::too_many_arguments)]
pub fn embeddings(
    word: Array<f32>,
    position: Array<f32>,
    segment: Array<f32>,
    input_ids: Array<i32>,
    position_ids: Array<i32>,
    segment_ids: Array<i32>,
    out: Array<f32>,
    words: Size,
    positions: Size,
    segments: Size,
    width: Size,
) -> Result<()> {
    guard(|borrows| {
        let width = width.0;
        let word = borrows.read("word", &word, &[words.0, width])?;
        let position = borrows.read("position", &position, &[positions.0, width])?;
        let segment = borrows.read("segment", &segment, &[segments.0, width])?;
        let input_ids = borrows.read_any("inputIds", &input_ids)?;
        let position_ids = borrows.read("positionIds", &position_ids, &[input_ids.len()])?;
        let segment_ids = borrows.read("segmentIds", &segment_ids, &[input_ids.len()])?;
        let out = borrows.write("out", &out, &[input_ids.len(), width])?;
        check_ids("inputIds", input_ids, words.0)?;
        check_ids("positionIds", position_ids, positions.0)?;
        check_ids("segmentIds", segment_ids, segments.0)?;
        gather::sum_rows([word, position, segment], [input_ids, position_ids, segment_ids], out, width);
        Ok(())
    })
}
