// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {ERC20TransferAuthorization} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20TransferAuthorization.sol";
import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {Balances} from "./Balances.sol";
import {CoSignatures} from "./CoSignatures.sol";
import {CoSignature, ICashAccounts} from "./interfaces/ICashAccounts.sol";
import {ITransferGate} from "./interfaces/ITransferGate.sol";

/// @title Cash accounts
/// @notice Money comes in by the token's own authorisation and moves between persons through the gate. The acting half of `ICashAccounts`,
/// documented there; the reading half is in `LedgerViews`.
abstract contract CashAccounts is Balances, CoSignatures {
    bytes32 private constant TRANSFER_CASH_TYPEHASH = keccak256(
        "TransferCash(address account,address to,uint64 amount,bytes data,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    /// @dev Room for a token that checks a P-256 wallet without precompile.
    uint32 private constant DEPOSIT_GAS = 450_000;

    // ------------------------------------------------------------------------------------------------------------------ anyone

    function depositBySig(
        address account,
        uint64 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 tokenNonce,
        bytes calldata signature
    ) external {
        _authorizeElsewhere(account, DEPOSIT_GAS);
        _deployPayer(account, signature);
        require(amount > 0, ICashAccounts.Cash_ZeroAmount());
        _flow = _flow.withTotalCash(_flow.totalCash() + amount);
        _credit(account, amount);
        emit ICashAccounts.Deposited(account, amount);
        ERC20TransferAuthorization(MONEY_TOKEN).receiveWithAuthorization(
            account,
            address(this),
            amount,
            validAfter,
            validBefore,
            tokenNonce,
            signature
        );
    }

    function transferCashBySig(
        address to,
        uint64 amount,
        bytes calldata data,
        IntentAuth calldata auth,
        CoSignature calldata coSignature
    ) external {
        address from = auth.account;
        bytes32 structHash = keccak256(
            abi.encode(TRANSFER_CASH_TYPEHASH, from, to, amount, keccak256(data), auth.nonce, auth.deadline, auth.gasLimit)
        );
        _authorizeCoSigned(auth, coSignature, structHash);
        _requireReceiver(to);
        _debit(from, amount);
        _credit(to, amount);
        emit ICashAccounts.CashTransferred(from, to, amount);
        ITransferGate(_gate).check(from, to, amount, data);
    }
}
