// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {SeriesTerms, Unit} from "../../../contracts/settlement/interfaces/ICouponLedger.sol";
import {ISettlement} from "../../../contracts/settlement/interfaces/ISettlement.sol";
import {TestStablecoin} from "../../../contracts/token/TestStablecoin.sol";
import {Test} from "../Test.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @notice What holds after every step of a market's random life.
/// @dev Alone it runs as `hardhat test solidity test/solidity/settlement/MarketHandler.sol test/solidity/settlement/MarketInvariants.t.sol`: the
/// runner fuzzes only what lies in the files it was given.
contract MarketInvariantsTest is Test {
    uint256 private constant ACCOUNTS = 4;
    uint32 private constant SERIES = 1;

    MarketHandler private _handler;
    ISettlement private _settlement;
    TestStablecoin private _token;

    function setUp() public {
        vm.warp(1_800_000_000);
        _handler = new MarketHandler();
        (_settlement, _token) = _handler.core();
        targetContract(address(_handler));
    }

    /// @notice The handler's actions do what they say, so that the invariants are not about an idle market.
    function test_handlerActs() public {
        uint256 first = uint256(SERIES) << 32;
        for (uint256 person = 0; person < 3; ++person) _handler.deposit(person, 400_000_000);
        _handler.buyFirst(0, 50_000_000, 3);
        _handler.buyFirst(1, 45_000_000, 2);
        assert(_handler.minted() == 5);
        _handler.resell(1, 1, 46_000_000);
        _handler.resell(2, 1, 47_000_000);
        _handler.resell(0, 1, 48_000_000);
        assert(_settlement.unitOf(first | 1).changes == 3);
        _handler.cancelWithReceipt(2, 2);
        _handler.cancelAll(0);
        _handler.resell(0, 4, 46_000_000);
        assert(_settlement.unitOf(first | 4).changes == 1);
        _handler.withdrawAtOnce(2, 5);
        _handler.give(2, 2);
        assert(_settlement.unitOf(first | 2).changes == 1);
        _handler.refund(3);
        _handler.redeem(1);
        vm.warp(block.timestamp + 4 days);
        _handler.release(0);
        _handler.redeem(2);
        _handler.recall(4);
        _handler.leaveAlone(2);
        vm.warp(block.timestamp + 50 days);
        _handler.settleBreakage(0);
        for (uint256 i = 0; i < ACCOUNTS; ++i) _handler.leaveAlone(i);
        assert(_handler.failedExits() == 0 && _held() == 0);
        assert(_token.balanceOf(address(_settlement)) == _settlement.accruedFees());
        invariant_ghostLedgerAgrees();
    }

    /// @notice Money in the core = accounts + held + fees, and the token balance covers it.
    function invariant_moneyIsConserved() public view {
        uint256 owed = _settlement.accruedFees() + _held();
        for (uint256 i = 0; i < ACCOUNTS; ++i) owed += _cashOf(_handler.accountAt(i));
        assert(owed == _settlement.totalCash());
        assert(owed == _token.balanceOf(address(_settlement)));
    }

    /// @notice Each account's cash is the sum of its fills, fees, deposits and exits; so are fees and held money.
    function invariant_ghostLedgerAgrees() public view {
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            address account = _handler.accountAt(i);
            assert(_cashOf(account) == _handler.ghostCash(account));
        }
        assert(_settlement.accruedFees() == _handler.ghostFees());
        assert(_held() == _handler.ghostHeld());
    }

    /// @notice Held money of a day >= refunds still possible + reserve of live units, and not a unit of money more.
    function invariant_heldCoversRefundsAndReserves() public view {
        uint256 breakageFrom = _terms().expiry + 7 days;
        for (uint256 i = 0; i < _handler.dayCount(); ++i) {
            uint32 day = _handler.days_(i);
            (uint64 gross, uint64 buyerFees, , uint32 units, bool released) = _settlement.heldOf(SERIES, day);
            if (units == 0 && block.timestamp > breakageFrom) continue;
            assert(uint256(gross) + buyerFees == _neededOf(day, released));
        }
    }

    /// @notice Units out of an end state never come back.
    function invariant_endedUnitsStayEnded() public view {
        for (uint32 serial = 1; serial <= _handler.minted(); ++serial) {
            uint256 tokenId = (uint256(SERIES) << 32) | serial;
            assert(_settlement.unitOf(tokenId).status == _handler.endedAs(tokenId));
        }
    }

    /// @notice Ownership changes <= resale limit; every live unit is counted once in its owner's account.
    function invariant_unitsAreCountedAndResalesLimited() public view {
        uint256 live = 0;
        for (uint32 serial = 1; serial <= _handler.minted(); ++serial) {
            Unit memory unit = _settlement.unitOf((uint256(SERIES) << 32) | serial);
            assert(unit.changes <= _handler.RESALE_LIMIT());
            if (unit.status == 0) ++live;
        }
        uint256 counted = 0;
        for (uint256 i = 0; i < ACCOUNTS; ++i) counted += _settlement.balanceOf(_handler.accountAt(i));
        assert(counted == live);
    }

    /// @notice Units minted <= supply, and the quota used is the face value of what has not ended.
    function invariant_mintedWithinSupplyAndQuota() public view {
        (SeriesTerms memory terms, uint32 minted, uint32 ended, ) = _settlement.seriesOf(SERIES);
        (, , , , uint64 quotaUsed, uint64 quota) = _settlement.issuerOf(terms.issuer);
        assert(minted == _handler.minted() && minted <= terms.supply);
        assert(quotaUsed == uint256(terms.face) * (terms.supply - ended) && quotaUsed <= quota);
    }

    /// @notice Filled <= signed quantity for every order.
    function invariant_noOrderIsOverfilled() public view {
        assert(_handler.overfilled() == 0);
    }

    /// @notice Cancelling everything always starts a later epoch.
    function invariant_epochsOnlyGrow() public view {
        assert(_handler.stuckEpochs() == 0);
    }

    /// @notice A person whom nobody helps always gets all of her money.
    function invariant_everyoneCanLeaveAlone() public view {
        assert(_handler.failedExits() == 0);
    }

    function _neededOf(uint32 day, bool released) private view returns (uint256 needed) {
        for (uint32 serial = 1; serial <= _handler.minted(); ++serial) {
            Unit memory unit = _settlement.unitOf((uint256(SERIES) << 32) | serial);
            if (unit.status != 0 || unit.soldAt / 1 days != day) continue;
            uint256 price = unit.price;
            needed += released ? _handler.RESERVE() : price + (price * _handler.TAKER_BPS()) / 10_000;
        }
    }

    function _held() private view returns (uint256 sum) {
        for (uint256 i = 0; i < _handler.dayCount(); ++i) {
            (uint64 gross, uint64 buyerFees, , , ) = _settlement.heldOf(SERIES, _handler.days_(i));
            sum += uint256(gross) + buyerFees;
        }
    }

    function _cashOf(address account) private view returns (uint64 cash) {
        (cash, , , , , ) = _settlement.accountOf(account);
    }

    function _terms() private view returns (SeriesTerms memory terms) {
        (terms, , , ) = _settlement.seriesOf(SERIES);
    }
}
