// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice Who settles, the fees earned and not yet collected, and whether the brake says that nothing is braked: what a batch reads and
/// writes besides its own state, in one word.
/// @dev From the low bits up, in bits:
///
///     operator 160 | accrued 64 | isAllClear 1 | isProductClear 1 | spare 30
///
type OperatorWord is uint256;

using OperatorWordLib for OperatorWord global;

/// @title Codec of `OperatorWord`
/// @notice Getters and copy-with setters. A value wider than its field is cut to the field, never spilt into the next one.
library OperatorWordLib {
    uint256 private constant OPERATOR_AT = 0;
    uint256 private constant ACCRUED_AT = 160;
    uint256 private constant IS_ALL_CLEAR_AT = 224;
    uint256 private constant IS_PRODUCT_CLEAR_AT = 225;

    function operator(OperatorWord word) internal pure returns (address) {
        return address(uint160(OperatorWord.unwrap(word) >> OPERATOR_AT));
    }

    function withOperator(OperatorWord word, address value) internal pure returns (OperatorWord) {
        uint256 rest = OperatorWord.unwrap(word) & ~(uint256(type(uint160).max) << OPERATOR_AT);
        return OperatorWord.wrap(rest | (uint256(uint160(value)) << OPERATOR_AT));
    }

    function accrued(OperatorWord word) internal pure returns (uint64) {
        return uint64(OperatorWord.unwrap(word) >> ACCRUED_AT);
    }

    function withAccrued(OperatorWord word, uint64 value) internal pure returns (OperatorWord) {
        uint256 rest = OperatorWord.unwrap(word) & ~(uint256(type(uint64).max) << ACCRUED_AT);
        return OperatorWord.wrap(rest | (uint256(value) << ACCRUED_AT));
    }

    /// @notice Whether the brake has said of both domains that contain this core that nothing is set; otherwise it must be asked.
    function isClear(OperatorWord word) internal pure returns (bool) {
        return (OperatorWord.unwrap(word) >> IS_ALL_CLEAR_AT) & 3 == 3;
    }

    function withAllClear(OperatorWord word, bool value) internal pure returns (OperatorWord) {
        uint256 rest = OperatorWord.unwrap(word) & ~(uint256(1) << IS_ALL_CLEAR_AT);
        return OperatorWord.wrap(rest | (uint256(value ? 1 : 0) << IS_ALL_CLEAR_AT));
    }

    function withProductClear(OperatorWord word, bool value) internal pure returns (OperatorWord) {
        uint256 rest = OperatorWord.unwrap(word) & ~(uint256(1) << IS_PRODUCT_CLEAR_AT);
        return OperatorWord.wrap(rest | (uint256(value ? 1 : 0) << IS_PRODUCT_CLEAR_AT));
    }
}
