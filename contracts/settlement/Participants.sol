// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {BrakeDomain} from "../access/interfaces/IBrake.sol";
import {IBatches} from "./interfaces/IBatches.sol";
import {AccountEntry, AccountEntryLib} from "./libraries/AccountEntry.sol";
import {AccountWord} from "./libraries/AccountWord.sol";
import {Batch} from "./libraries/Batch.sol";
import {Bits} from "./libraries/Bits.sol";
import {HeldWord} from "./libraries/HeldWord.sol";
import {IssuerWord} from "./libraries/IssuerWord.sol";
import {LaneField} from "./libraries/LaneField.sol";
import {MemoryTable} from "./libraries/MemoryTable.sol";
import {OrderEntry, OrderEntryLib} from "./libraries/OrderEntry.sol";
import {ProfileWord, ProfileWordLib} from "./libraries/ProfileWord.sol";
import {SeriesEntry, SeriesEntryLib} from "./libraries/SeriesEntry.sol";
import {SeriesWordA} from "./libraries/SeriesWordA.sol";
import {SeriesWordB} from "./libraries/SeriesWordB.sol";
import {SettlementStorage} from "./SettlementStorage.sol";
import {IssuerStatus, SeriesFlags} from "./types/Status.sol";
import {SkipCode} from "./types/SkipCode.sol";

/// @title Participants
/// @notice Reads the accounts and series of a batch into memory once and writes back what its trades made of them.
/// @dev Arithmetic is unchecked throughout: counts of at most 16 bits, offsets inside the calldata, addresses in memory, bounded sums of money.
abstract contract Participants is SettlementStorage {
    /// @dev Prices are stored in 44 bits of the unit word: 17.5 million.
    uint256 internal constant MAX_PRICE = 2 ** 44 - 1;

    uint256 private constant ACCOUNT_BYTES = 20;
    uint256 private constant SERIES_BYTES = 4;

    function _readAccounts(Batch memory batch) internal view {
        unchecked {
            uint256 count = batch.accountCount;
            uint256 cursor = batch.cursor;
            uint256 end = cursor + count * ACCOUNT_BYTES;
            require(end <= batch.end, IBatches.Settlement_Malformed(cursor - batch.start));
            uint256 location = MemoryTable.allocate(count * AccountEntryLib.SIZE);
            batch.accountTable = location;
            batch.accountsEnd = location + count * AccountEntryLib.SIZE;
            if (count == 0) return; // Also keeps the compiler from merging the steps of a batch into one function without free stack slots.

            uint256 previous = 0;
            uint256 flaws = 0;
            uint256 hints = 0;
            for (; cursor < end; cursor += ACCOUNT_BYTES) {
                uint256 account = _calldataWord(cursor) >> 96;
                flaws |= Bits.when(account <= previous);
                hints |= _readAccount(AccountEntry.wrap(location), account);
                location += AccountEntryLib.SIZE;
                previous = account;
            }
            if (flaws != 0) _rejectAccounts(batch.cursor);
            if (ProfileWord.wrap(hints).hasBrakeHint()) _askAboutAccounts(batch);
            batch.cursor = end;
        }
    }

    function _readSeries(Batch memory batch) internal view {
        unchecked {
            uint256 count = batch.seriesCount;
            uint256 cursor = batch.cursor;
            uint256 end = cursor + count * SERIES_BYTES;
            require(end <= batch.end, IBatches.Settlement_Malformed(cursor - batch.start));
            uint256 location = MemoryTable.allocate(count * SeriesEntryLib.SIZE);
            batch.seriesTable = location;
            batch.seriesEnd = location + count * SeriesEntryLib.SIZE;
            batch.cursor = end;
            if (count == 0) return; // As above.

            uint256 previous = 0;
            for (; cursor < end; cursor += SERIES_BYTES) {
                uint256 current = _calldataWord(cursor) >> 224;
                if (current <= previous) revert IBatches.Settlement_SeriesUnsorted((location - batch.seriesTable) / SeriesEntryLib.SIZE);
                previous = current;
                _readOneSeries(batch, SeriesEntry.wrap(location), current);
                location += SeriesEntryLib.SIZE;
            }
        }
    }

    /// @dev One write per account and per word of lanes, whatever the number of its trades; an unchanged word costs 100 gas.
    function _writeBack(Batch memory batch, uint256 earned) internal {
        unchecked {
            uint256 location = batch.accountTable;
            for (uint256 end = batch.accountsEnd; location < end; location += AccountEntryLib.SIZE) {
                AccountEntry entry = AccountEntry.wrap(location);
                _store(entry.slot(), AccountWord.unwrap(entry.word()));
            }
            if (batch.lastFurtherLanes != 0) _writeLanes(batch);

            location = batch.seriesTable;
            for (uint256 end = batch.seriesEnd; location < end; location += SeriesEntryLib.SIZE) {
                SeriesEntry entry = SeriesEntry.wrap(location);
                if (entry.soldUnits() > 0) _writePrimarySales(entry, batch.today);
            }
            if (earned > 0) {
                _operator = batch.operator.withAccrued(uint64(batch.operator.accrued() + earned)); // At most the cash of all accounts, 64 bits.
            }
        }
    }

    function _calldataWord(uint256 cursor) internal pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(cursor)
        }
    }

    /// @return hints The profile, whose hint bit is looked at after all accounts were read.
    function _readAccount(AccountEntry entry, uint256 account) private view returns (uint256 hints) {
        uint256 profileSlot;
        uint256 slot;
        // Where `_profiles[account]` and `_accounts[account]` lie, each hashed once. Memory-safe: the scratch words at zero only.
        assembly ("memory-safe") {
            mstore(0, account)
            mstore(0x20, _profiles.slot)
            profileSlot := keccak256(0, 0x40)
            mstore(0x20, _accounts.slot)
            slot := keccak256(0, 0x40)
        }
        hints = _load(profileSlot);
        entry.setWord(AccountWord.wrap(_load(slot)));
        entry.setProfile(ProfileWord.wrap(hints));
        entry.setAccount(address(uint160(account)));
        entry.setSlot(slot);
    }

    /// @dev The hint bit in memory becomes the answer of the brake, so only the braked pay for the question.
    function _askAboutAccounts(Batch memory batch) private view {
        unchecked {
            uint256 location = batch.accountTable;
            for (; location < batch.accountsEnd; location += AccountEntryLib.SIZE) {
                AccountEntry entry = AccountEntry.wrap(location);
                ProfileWord profile = entry.profile();
                if (!profile.hasBrakeHint()) continue;
                entry.setProfile(profile.withBrakeHint(BRAKE.isBraked(BrakeDomain.ACCOUNT, entry.id())));
            }
        }
    }

    /// @dev Finds the first account that is not above the one before it.
    function _rejectAccounts(uint256 cursor) private pure {
        unchecked {
            uint256 previous = 0;
            for (uint256 index = 0; ; ++index) {
                uint256 account = _calldataWord(cursor + index * ACCOUNT_BYTES) >> 96;
                if (account <= previous) revert IBatches.Settlement_AccountsUnsorted(index);
                previous = account;
            }
        }
    }

    function _load(uint256 slot) internal view returns (uint256 word) {
        assembly ("memory-safe") {
            word := sload(slot)
        }
    }

    function _store(uint256 slot, uint256 word) internal {
        assembly ("memory-safe") {
            sstore(slot, word)
        }
    }

    function _readOneSeries(Batch memory batch, SeriesEntry entry, uint256 series) private view {
        SeriesWordA a = _seriesA[series];
        SeriesWordB b = _seriesB[series];
        IssuerWord issuer = _issuers[a.issuer()];
        entry.setSeries(series);
        entry.setA(a);
        entry.setB(b);
        entry.setCode(_seriesCode(series, a, issuer));
        bool isSecurity = a.flags() & SeriesFlags.SECURITY != 0;
        entry.setIsSecurity(isSecurity ? 1 : 0);
        uint256 maxPrice = isSecurity || a.face() > MAX_PRICE ? MAX_PRICE : a.face();
        entry.setMaxPrice(entry.code() == SkipCode.FILLED ? maxPrice : 0);
        entry.setWanted(0, ProfileWordLib.wanted(0, entry.isSecurity()));
        entry.setWanted(1, ProfileWordLib.wanted(1, entry.isSecurity()));
        entry.setResaleLimit(a.flags() & SeriesFlags.TRANSFERABLE == 0 ? 0 : b.resaleLimit());
        entry.setIsIssuerActive(issuer.status() == IssuerStatus.ACTIVE);
        entry.setIsFeeAboveCap(b.issuanceFeeBps() > batch.state.issuerCapBps());
        entry.setSoldUnits(0);
        entry.setGross(0);
        entry.setBuyerFees(0);
        entry.setIssuanceFees(0);
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
        unchecked {
            uint256 location = batch.orderTable;
            for (uint256 end = location + batch.orderCount * OrderEntryLib.SIZE; location < end; location += OrderEntryLib.SIZE) {
                OrderEntry order = OrderEntry.wrap(MemoryTable.load(location, 0));
                uint256 lane = order.head().lane();
                if (lane > 1) _lanes[order.account()][LaneField.wordIndex(uint8(lane))] = MemoryTable.load(order.laneWord(), 0);
            }
        }
    }

    /// @dev The casts keep whole values: money is bounded by the cash it came from, units by the series' supply.
    function _writePrimarySales(SeriesEntry entry, uint256 today) private {
        _seriesB[entry.series()] = entry.b();
        HeldWord held = _held[entry.series()][today];
        held = held.withGross(uint64(held.gross() + entry.gross()));
        held = held.withBuyerFees(uint64(held.buyerFees() + entry.buyerFees()));
        held = held.withIssuanceFees(uint64(held.issuanceFees() + entry.issuanceFees()));
        _held[entry.series()][today] = held.withUnits(uint32(held.units() + entry.soldUnits()));
    }
}
