// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice The state of settling and the fee rates, read once per batch.
/// @dev From the low bits up, in bits:
///
///     batchNo 64 | heartbeatAt 48 | silentSince 48 | normalFrom 48 | takerBps 16 | makerBps 16 | issuerCapBps
///     16
///
type BatchWord is uint256;

using BatchWordLib for BatchWord global;

/// @title Codec of `BatchWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library BatchWordLib {
    uint256 private constant BATCH_NO_AT = 0;
    uint256 private constant HEARTBEAT_AT_AT = 64;
    uint256 private constant SILENT_SINCE_AT = 112;
    uint256 private constant NORMAL_FROM_AT = 160;
    uint256 private constant TAKER_BPS_AT = 208;
    uint256 private constant MAKER_BPS_AT = 224;
    uint256 private constant ISSUER_CAP_BPS_AT = 240;

    function batchNo(BatchWord word) internal pure returns (uint64) {
        return uint64(BatchWord.unwrap(word) >> BATCH_NO_AT);
    }

    function withBatchNo(BatchWord word, uint64 value) internal pure returns (BatchWord) {
        uint256 rest = BatchWord.unwrap(word) & ~(uint256(type(uint64).max) << BATCH_NO_AT);
        return BatchWord.wrap(rest | (uint256(value) << BATCH_NO_AT));
    }

    function heartbeatAt(BatchWord word) internal pure returns (uint48) {
        return uint48(BatchWord.unwrap(word) >> HEARTBEAT_AT_AT);
    }

    function withHeartbeatAt(BatchWord word, uint48 value) internal pure returns (BatchWord) {
        uint256 rest = BatchWord.unwrap(word) & ~(uint256(type(uint48).max) << HEARTBEAT_AT_AT);
        return BatchWord.wrap(rest | (uint256(value) << HEARTBEAT_AT_AT));
    }

    function silentSince(BatchWord word) internal pure returns (uint48) {
        return uint48(BatchWord.unwrap(word) >> SILENT_SINCE_AT);
    }

    function withSilentSince(BatchWord word, uint48 value) internal pure returns (BatchWord) {
        uint256 rest = BatchWord.unwrap(word) & ~(uint256(type(uint48).max) << SILENT_SINCE_AT);
        return BatchWord.wrap(rest | (uint256(value) << SILENT_SINCE_AT));
    }

    function normalFrom(BatchWord word) internal pure returns (uint48) {
        return uint48(BatchWord.unwrap(word) >> NORMAL_FROM_AT);
    }

    function withNormalFrom(BatchWord word, uint48 value) internal pure returns (BatchWord) {
        uint256 rest = BatchWord.unwrap(word) & ~(uint256(type(uint48).max) << NORMAL_FROM_AT);
        return BatchWord.wrap(rest | (uint256(value) << NORMAL_FROM_AT));
    }

    function takerBps(BatchWord word) internal pure returns (uint16) {
        return uint16(BatchWord.unwrap(word) >> TAKER_BPS_AT);
    }

    function withTakerBps(BatchWord word, uint16 value) internal pure returns (BatchWord) {
        uint256 rest = BatchWord.unwrap(word) & ~(uint256(type(uint16).max) << TAKER_BPS_AT);
        return BatchWord.wrap(rest | (uint256(value) << TAKER_BPS_AT));
    }

    function makerBps(BatchWord word) internal pure returns (uint16) {
        return uint16(BatchWord.unwrap(word) >> MAKER_BPS_AT);
    }

    function withMakerBps(BatchWord word, uint16 value) internal pure returns (BatchWord) {
        uint256 rest = BatchWord.unwrap(word) & ~(uint256(type(uint16).max) << MAKER_BPS_AT);
        return BatchWord.wrap(rest | (uint256(value) << MAKER_BPS_AT));
    }

    function issuerCapBps(BatchWord word) internal pure returns (uint16) {
        return uint16(BatchWord.unwrap(word) >> ISSUER_CAP_BPS_AT);
    }

    function withIssuerCapBps(BatchWord word, uint16 value) internal pure returns (BatchWord) {
        uint256 rest = BatchWord.unwrap(word) & ~(uint256(type(uint16).max) << ISSUER_CAP_BPS_AT);
        return BatchWord.wrap(rest | (uint256(value) << ISSUER_CAP_BPS_AT));
    }
}
