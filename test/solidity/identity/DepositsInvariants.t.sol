// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {MarketMakerDeposits} from "../../../contracts/identity/MarketMakerDeposits.sol";
import {MarketMakerState} from "../../../contracts/identity/types/MarketMakerState.sol";
import {TestStablecoin} from "../../../contracts/token/TestStablecoin.sol";
import {Test} from "../Test.sol";
import {DepositsHandler} from "./DepositsHandler.sol";

/// @notice What holds after every step of the deposits' random life.
/// @dev Alone it runs as `hardhat test solidity test/solidity/identity/DepositsHandler.sol test/solidity/identity/DepositsInvariants.t.sol`.
contract DepositsInvariantsTest is Test {
    DepositsHandler private _handler;
    MarketMakerDeposits private _deposits;
    TestStablecoin private _token;

    function setUp() public {
        vm.warp(1_800_000_000);
        _handler = new DepositsHandler();
        (_deposits, _token) = (_handler.deposits(), _handler.token());
        targetContract(address(_handler));
    }

    /// @notice The handler's actions do what they say, so that the invariants are not about idle deposits.
    function test_handlerActs() public {
        address maker = _handler.makerAt(0);
        _handler.deposit(0, 2_000_000);
        _handler.donate(5);
        _handler.identify(0, true);
        assert(_handler.registry().marketMakerStateOf(maker) == MarketMakerState.ACTIVE);
        _handler.suspend(0);
        _handler.requestWithdrawal(0);
        _handler.reinstate(0);
        assert(_deposits.withdrawalMaturesAt(maker) == 0);
        _handler.terminate(0, 8);
        _handler.openClaim(0, 1_000_000);
        _handler.leaveAlone(0);
        assert(_token.balanceOf(maker) == 1_000_000 && _token.balanceOf(_handler.BENEFICIARY()) == 1_000_000);
        _handler.deposit(1, 7);
        _handler.requestWithdrawal(1);
        _handler.pass(8 days);
        _handler.withdraw(1);
        assert(_token.balanceOf(_handler.makerAt(1)) == 7 && _handler.failedExits() == 0);
        invariant_depositsAreAccounted();
        invariant_nobodyLosesMoreThanWasClaimed();
    }

    /// @notice The sum of deposits == totalDeposits <= the token balance, to what was given on top.
    function invariant_depositsAreAccounted() public view {
        uint256 sum = 0;
        for (uint256 i = 0; i < _handler.MAKERS(); ++i) sum += _deposits.depositOf(_handler.makerAt(i));
        assert(sum == _deposits.totalDeposits());
        assert(sum + _handler.donated() == _token.balanceOf(address(_deposits)));
    }

    /// @notice What a maker paid in is in its deposit, in its wallet, or was claimed; claims go to the beneficiary and nowhere else.
    function invariant_nobodyLosesMoreThanWasClaimed() public view {
        uint256 taken = 0;
        for (uint256 i = 0; i < _handler.MAKERS(); ++i) {
            address maker = _handler.makerAt(i);
            assert(_handler.paidIn(maker) == _deposits.depositOf(maker) + _token.balanceOf(maker) + _handler.taken(maker));
            taken += _handler.taken(maker);
        }
        assert(taken == _token.balanceOf(_handler.BENEFICIARY()));
        assert(_handler.overclaimed() == 0);
    }

    /// @notice An open claim <= its maker's deposit.
    function invariant_claimsAreCovered() public view {
        for (uint256 i = 0; i < _handler.MAKERS(); ++i) {
            (uint64 amount, uint40 maturesAt) = _deposits.claimOf(_handler.makerAt(i));
            assert(maturesAt == 0 || amount <= _deposits.depositOf(_handler.makerAt(i)));
        }
    }

    /// @notice Whoever is active has the minimum, and no request for withdrawal.
    function invariant_activeMakersAreSecured() public view {
        for (uint256 i = 0; i < _handler.MAKERS(); ++i) {
            address maker = _handler.makerAt(i);
            if (_handler.registry().marketMakerStateOf(maker) != MarketMakerState.ACTIVE) continue;
            assert(_deposits.depositOf(maker) >= _handler.MINIMUM() && _deposits.withdrawalMaturesAt(maker) == 0);
        }
    }

    /// @notice Whoever makes no market leaves with all that was not taken.
    function invariant_everyoneCanLeaveAlone() public view {
        assert(_handler.failedExits() == 0);
    }
}
