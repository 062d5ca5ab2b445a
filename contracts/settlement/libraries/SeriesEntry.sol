// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SeriesWordA} from "./SeriesWordA.sol";
import {SeriesWordB} from "./SeriesWordB.sol";
import {MemoryTable} from "./MemoryTable.sol";

/// @notice A series of a batch, and what its primary sales of this batch add to the day's held money.
/// @dev The memory address of its fields, a word each, in the order of the constants below.
type SeriesEntry is uint256;

using SeriesEntryLib for SeriesEntry global;

/// @title Fields of `SeriesEntry`
library SeriesEntryLib {
    uint256 internal constant SIZE = 16 * 32;
    uint256 internal constant SIZE_SHIFT = 9;

    uint256 private constant SERIES = 0 * 32;
    uint256 private constant A = 1 * 32;
    uint256 private constant B = 2 * 32;
    uint256 private constant CODE = 3 * 32;
    uint256 private constant IS_SECURITY = 4 * 32;
    uint256 private constant MAX_PRICE = 5 * 32;
    uint256 private constant RESALE_LIMIT = 6 * 32;
    uint256 private constant IS_ISSUER_ACTIVE = 7 * 32;
    uint256 private constant IS_FEE_ABOVE_CAP = 8 * 32;
    uint256 private constant SOLD_UNITS = 9 * 32;
    uint256 private constant GROSS = 10 * 32;
    uint256 private constant BUYER_FEES = 11 * 32;
    uint256 private constant ISSUANCE_FEES = 12 * 32;
    uint256 private constant WANTED_OF_BUYER = 13 * 32; // That of the seller is the next word.

    function series(SeriesEntry self) internal pure returns (uint256) {
        return MemoryTable.load(SeriesEntry.unwrap(self), SERIES);
    }

    function setSeries(SeriesEntry self, uint256 value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), SERIES, value);
    }

    function a(SeriesEntry self) internal pure returns (SeriesWordA) {
        return SeriesWordA.wrap(MemoryTable.load(SeriesEntry.unwrap(self), A));
    }

    function setA(SeriesEntry self, SeriesWordA value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), A, SeriesWordA.unwrap(value));
    }

    /// @dev The running word.
    function b(SeriesEntry self) internal pure returns (SeriesWordB) {
        return SeriesWordB.wrap(MemoryTable.load(SeriesEntry.unwrap(self), B));
    }

    function setB(SeriesEntry self, SeriesWordB value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), B, SeriesWordB.unwrap(value));
    }

    /// @dev Why nothing of the series trades in this batch; 0 when it does.
    function code(SeriesEntry self) internal pure returns (uint256) {
        return MemoryTable.load(SeriesEntry.unwrap(self), CODE);
    }

    function setCode(SeriesEntry self, uint256 value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), CODE, value);
    }

    /// @dev 1 or 0.
    function isSecurity(SeriesEntry self) internal pure returns (uint256) {
        return MemoryTable.load(SeriesEntry.unwrap(self), IS_SECURITY);
    }

    function setIsSecurity(SeriesEntry self, uint256 value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), IS_SECURITY, value);
    }

    /// @dev The face value of a utility series, what a price can be at all for a security, 0 when nothing trades.
    function maxPrice(SeriesEntry self) internal pure returns (uint256) {
        return MemoryTable.load(SeriesEntry.unwrap(self), MAX_PRICE);
    }

    function setMaxPrice(SeriesEntry self, uint256 value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), MAX_PRICE, value);
    }

    /// @dev 0 also when the series is not transferable.
    function resaleLimit(SeriesEntry self) internal pure returns (uint256) {
        return MemoryTable.load(SeriesEntry.unwrap(self), RESALE_LIMIT);
    }

    function setResaleLimit(SeriesEntry self, uint256 value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), RESALE_LIMIT, value);
    }

    function isIssuerActive(SeriesEntry self) internal pure returns (bool) {
        return MemoryTable.load(SeriesEntry.unwrap(self), IS_ISSUER_ACTIVE) == 1;
    }

    function setIsIssuerActive(SeriesEntry self, bool value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), IS_ISSUER_ACTIVE, value ? 1 : 0);
    }

    /// @dev Whether its issuance fee exceeds what may be charged to an issuer today.
    function isFeeAboveCap(SeriesEntry self) internal pure returns (bool) {
        return MemoryTable.load(SeriesEntry.unwrap(self), IS_FEE_ABOVE_CAP) == 1;
    }

    function setIsFeeAboveCap(SeriesEntry self, bool value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), IS_FEE_ABOVE_CAP, value ? 1 : 0);
    }

    function soldUnits(SeriesEntry self) internal pure returns (uint256) {
        return MemoryTable.load(SeriesEntry.unwrap(self), SOLD_UNITS);
    }

    function setSoldUnits(SeriesEntry self, uint256 value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), SOLD_UNITS, value);
    }

    function gross(SeriesEntry self) internal pure returns (uint256) {
        return MemoryTable.load(SeriesEntry.unwrap(self), GROSS);
    }

    function setGross(SeriesEntry self, uint256 value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), GROSS, value);
    }

    function buyerFees(SeriesEntry self) internal pure returns (uint256) {
        return MemoryTable.load(SeriesEntry.unwrap(self), BUYER_FEES);
    }

    function setBuyerFees(SeriesEntry self, uint256 value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), BUYER_FEES, value);
    }

    function issuanceFees(SeriesEntry self) internal pure returns (uint256) {
        return MemoryTable.load(SeriesEntry.unwrap(self), ISSUANCE_FEES);
    }

    function setIssuanceFees(SeriesEntry self, uint256 value) internal pure {
        MemoryTable.store(SeriesEntry.unwrap(self), ISSUANCE_FEES, value);
    }

    /// @dev What the profile of a plain order's owner must say (`ProfileWord.deviation`).
    function wanted(SeriesEntry self, uint256 isSell) internal pure returns (uint256) {
        unchecked {
            return MemoryTable.load(SeriesEntry.unwrap(self), WANTED_OF_BUYER + (isSell << 5));
        }
    }

    function setWanted(SeriesEntry self, uint256 isSell, uint256 value) internal pure {
        unchecked {
            MemoryTable.store(SeriesEntry.unwrap(self), WANTED_OF_BUYER + (isSell << 5), value);
        }
    }
}
