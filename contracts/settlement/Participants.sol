// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {BrakeDomain} from "../access/interfaces/IBrake.sol";
import {IBatches} from "./interfaces/IBatches.sol";
import {AccountWord} from "./libraries/AccountWord.sol";
import {AccountEntry, Batch, BatchTables, LaneEntry, OrderEntry, SeriesEntry} from "./libraries/BatchTables.sol";
import {HeldWord} from "./libraries/HeldWord.sol";
import {IssuerWord} from "./libraries/IssuerWord.sol";
import {LaneField} from "./libraries/LaneField.sol";
import {ProfileWord} from "./libraries/ProfileWord.sol";
import {SeriesWordA} from "./libraries/SeriesWordA.sol";
import {SeriesWordB} from "./libraries/SeriesWordB.sol";
import {SettlementStorage} from "./SettlementStorage.sol";
import {IssuerStatus, SeriesFlags} from "./types/Status.sol";
import {SkipCode} from "./types/SkipCode.sol";

/// @title Participants
/// @notice Reads the accounts and series of a batch into memory once and writes back what its trades made of them.
abstract contract Participants is SettlementStorage {
    uint256 private constant ACCOUNT_BYTES = 20;
    uint256 private constant SERIES_BYTES = 4;

    function _readAccounts(Batch memory batch) internal view {
        uint256 count = batch.accountCount;
        uint256 location = BatchTables.allocate(count * BatchTables.ACCOUNT_SIZE);
        uint256 cursor = batch.cursor;
        require(cursor + count * ACCOUNT_BYTES <= batch.end, IBatches.Settlement_Malformed(cursor - batch.start));
        batch.accountTable = location;

        uint160 previous = 0;
        for (uint256 i = 0; i < count; ++i) {
            uint160 current = uint160(_calldataWord(cursor) >> 96);
            require(current > previous, IBatches.Settlement_AccountsUnsorted(i));
            previous = current;
            _readAccount(BatchTables.accountAt(location), address(current));
            unchecked {
                cursor += ACCOUNT_BYTES; // Both are bounded by the lengths checked above.
                location += BatchTables.ACCOUNT_SIZE;
            }
        }
        batch.cursor = cursor;
    }

    function _readSeries(Batch memory batch) internal view {
        uint256 count = batch.seriesCount;
        uint256 location = BatchTables.allocate(count * BatchTables.SERIES_SIZE);
        uint256 cursor = batch.cursor;
        require(cursor + count * SERIES_BYTES <= batch.end, IBatches.Settlement_Malformed(cursor - batch.start));
        batch.seriesTable = location;

        uint256 previous = 0;
        for (uint256 i = 0; i < count; ++i) {
            uint256 current = _calldataWord(cursor) >> 224;
            require(current > previous, IBatches.Settlement_SeriesUnsorted(i));
            previous = current;
            _readOneSeries(BatchTables.seriesAt(location), current);
            unchecked {
                cursor += SERIES_BYTES; // Both are bounded by the lengths checked above.
                location += BatchTables.SERIES_SIZE;
            }
        }
        batch.cursor = cursor;
    }

    /// @dev One write per account and per word of lanes, whatever the number of its trades; an unchanged word costs 100 gas.
    function _writeBack(Batch memory batch) internal {
        uint256 location = batch.accountTable;
        for (uint256 i = 0; i < batch.accountCount; ++i) {
            AccountEntry memory entry = BatchTables.accountAt(location);
            _accounts[entry.account] = entry.word;
            unchecked {
                location += BatchTables.ACCOUNT_SIZE; // Inside the table.
            }
        }
        if (batch.hasExtraLanes) _writeLanes(batch);

        location = batch.seriesTable;
        for (uint256 i = 0; i < batch.seriesCount; ++i) {
            SeriesEntry memory entry = BatchTables.seriesAt(location);
            if (entry.soldUnits > 0) _writePrimarySales(entry, batch.today);
            unchecked {
                location += BatchTables.SERIES_SIZE; // Inside the table.
            }
        }
        if (batch.earned > 0) {
            _fees = _fees.withAccrued(uint64(_fees.accrued() + batch.earned)); // At most the cash of all accounts, a 64-bit number.
        }
    }

    function _calldataWord(uint256 cursor) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(cursor)
        }
    }

    /// @dev The hint bit in memory is the answer of the brake, so only the braked pay for the question.
    function _readAccount(AccountEntry memory entry, address account) private view {
        ProfileWord profile = _profiles[account];
        if (profile.hasBrakeHint()) {
            profile = profile.withBrakeHint(BRAKE.isBraked(BrakeDomain.ACCOUNT, uint160(account)));
        }
        entry.account = account;
        entry.word = _accounts[account];
        entry.profile = profile;
        entry.taint = 0;
    }

    function _readOneSeries(SeriesEntry memory entry, uint256 series) private view {
        SeriesWordA a = _seriesA[series];
        SeriesWordB b = _seriesB[series];
        IssuerWord issuer = _issuers[a.issuer()];
        entry.series = series;
        entry.a = a;
        entry.b = b;
        entry.code = _seriesCode(series, a, issuer);
        entry.resaleLimit = a.flags() & SeriesFlags.TRANSFERABLE == 0 ? 0 : b.resaleLimit();
        entry.isIssuerActive = issuer.status() == IssuerStatus.ACTIVE;
        entry.soldUnits = 0;
        entry.gross = 0;
        entry.buyerFees = 0;
        entry.issuanceFees = 0;
    }

    function _seriesCode(uint256 series, SeriesWordA a, IssuerWord issuer) private view returns (uint256) {
        if (a.issuer() == address(0) || a.expiry() < block.timestamp || a.flags() & SeriesFlags.AT_RISK != 0) {
            return SkipCode.SERIES_NOT_LIVE;
        }
        bool isBraked =
            (a.flags() & SeriesFlags.BRAKE_HINT != 0 && BRAKE.isBraked(BrakeDomain.SERIES, series)) ||
                (issuer.hasBrakeHint() && BRAKE.isBraked(BrakeDomain.ISSUER, uint160(a.issuer())));
        return isBraked ? SkipCode.BRAKED : SkipCode.FILLED;
    }

    function _writeLanes(Batch memory batch) private {
        uint256 location = batch.orderTable;
        for (uint256 i = 0; i < batch.orderCount; ++i) {
            OrderEntry memory order = BatchTables.orderAt(location);
            if (order.lane > 1) {
                LaneEntry memory lanes = BatchTables.laneAt(order.laneWord);
                _lanes[order.account][lanes.wordIndex] = lanes.word;
            }
            unchecked {
                location += BatchTables.ORDER_SIZE; // Inside the table.
            }
        }
    }

    /// @dev The casts keep whole values: money is bounded by the cash it came from, units by the series' supply.
    function _writePrimarySales(SeriesEntry memory entry, uint256 today) private {
        _seriesB[entry.series] = entry.b;
        HeldWord held = _held[entry.series][today];
        held = held.withGross(uint64(held.gross() + entry.gross));
        held = held.withBuyerFees(uint64(held.buyerFees() + entry.buyerFees));
        held = held.withIssuanceFees(uint64(held.issuanceFees() + entry.issuanceFees));
        _held[entry.series][today] = held.withUnits(uint32(held.units() + entry.soldUnits));
    }
}
